"""
Reads {"jwks", "tokens": {alg: token}} and says of each token what jwcrypto makes of it, told no algorithm: with the whole
set, from which it takes the key by kid, and with each key of the set alone.
"""
import json
import sys

from jwcrypto import jwk, jwt
from jwcrypto.common import JWException


def is_valid(token: str, key: jwk.JWK | jwk.JWKSet) -> bool:
    try:
        jwt.JWT(jwt=token, key=key)
        return True
    except (JWException, ValueError, TypeError):
        return False


given = json.load(sys.stdin)
whole_set = jwk.JWKSet.from_json(json.dumps(given["jwks"]))
single = {key["alg"]: jwk.JWK(**key) for key in given["jwks"]["keys"]}
json.dump(
    {
        alg: {
            "by_kid": is_valid(token, whole_set),
            "alone": [name for name, key in single.items() if is_valid(token, key)],
        }
        for alg, token in given["tokens"].items()
    },
    sys.stdout,
)
