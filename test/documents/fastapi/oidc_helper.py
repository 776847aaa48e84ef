"""
What main.py imports and the guide does not print, written from what it says of it: generate_authorize_request makes
state, nonce and PKCE into a request; Oid2Fa loads discovery and keys once, redeems a code and validates the ID token.
"""
import base64
import hashlib
import json
import secrets
from dataclasses import dataclass
from enum import Enum
from urllib.parse import urlencode

import httpx
from jwcrypto import jwk, jwt


class PromptValue(str, Enum):
    LOGIN = "login"
    CREATE = "create"


@dataclass(frozen=True)
class AuthorizeRequest:
    request_params: str
    nonce: str
    code_verifier: str


@dataclass(frozen=True)
class IdTokenData:
    sub: str
    email: str
    name: str


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def generate_authorize_request(
    redirect_uri: str,
    client_id: str,
    scope: str,
    state: str,
    prompt: PromptValue | None = None,
    login_hint: str | None = None,
    email_hint: str | None = None,
    tenant_id: str = "default",
) -> AuthorizeRequest:
    nonce = secrets.token_urlsafe(16)
    code_verifier = secrets.token_urlsafe(48)
    parameters = {
        "tenant_id": tenant_id,
        "response_type": "code",
        "redirect_uri": redirect_uri,
        "client_id": client_id,
        "scope": scope,
        "nonce": nonce,
        "code_challenge_method": "S256",
        "code_challenge": _base64url(hashlib.sha256(code_verifier.encode()).digest()),
        "state": state,
        "prompt": prompt.value if prompt else None,
        "login_hint": login_hint,
        "email_hint": email_hint,
    }
    sent = {name: value for name, value in parameters.items() if value is not None}
    return AuthorizeRequest(urlencode(sent), nonce, code_verifier)


class Oid2Fa:
    def __init__(self, discover_url: str):
        discovered = httpx.get(discover_url).raise_for_status().json()
        self._issuer = discovered["issuer"]
        self._authorization_uri = discovered["authorization_endpoint"]
        self._token_uri = discovered["token_endpoint"]
        self._algorithms = discovered["id_token_signing_alg_values_supported"]
        self._keys = jwk.JWKSet.from_json(httpx.get(discovered["jwks_uri"]).raise_for_status().text)

    def get_id_token(
        self,
        redirect_uri: str,
        code: str,
        client_id: str,
        client_secret: str,
        code_verifier: str,
        nonce: str,
        tenant_id: str = "default",
    ) -> IdTokenData:
        answer = httpx.post(
            self._token_uri,
            data={
                "client_id": client_id,
                "client_secret": client_secret,
                "code": code,
                "grant_type": "authorization_code",
                "redirect_uri": redirect_uri,
                "code_verifier": code_verifier,
                "tenant_id": tenant_id,
            },
        )
        id_token = answer.raise_for_status().json()["id_token"]
        claims = self._validated(id_token, client_id, nonce)
        return IdTokenData(claims["sub"], claims["email"], claims["name"])

    def _validated(self, id_token: str, client_id: str, nonce: str) -> dict:
        expected = {"iss": self._issuer, "aud": client_id, "nonce": nonce, "exp": None, "iat": None}
        token = jwt.JWT(jwt=id_token, key=self._keys, algs=self._algorithms, check_claims=expected)
        return json.loads(token.claims)
