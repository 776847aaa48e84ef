import secrets
from fastapi import FastAPI, Request, Response, HTTPException, status
from fastapi.responses import RedirectResponse
from starlette.middleware.sessions import SessionMiddleware
from urllib.parse import urlencode

# Assuming oidc_helper.py is in the same directory
from oidc_helper import generate_authorize_request, Oid2Fa, PromptValue, IdTokenData
from settings import settings # Import your settings

app = FastAPI()

# Add SessionMiddleware to manage user sessions.
# In a real application, use a strong secret key from environment variables.
app.add_middleware(SessionMiddleware, secret_key="super-secret-key-that-should-be-in-env")

# Initialize Oid2Fa client (perform discovery once at startup)
# In a production environment, handle potential network errors during discovery.
try:
    oidc_client = Oid2Fa(discover_url=settings.VISUAL_AUTH_DISCOVERY_URL)
except Exception as e:
    print(f"Failed to initialize Oid2Fa client: {e}")
    # Depending on your application, you might want to exit or log a critical error
    # sys.exit(1) # Example for exiting on critical error

@app.get("/")
async def read_root(request: Request):
    """
    Root endpoint. Checks if the user is authenticated and displays a welcome message
    or a login link.
    """
    if "user_info" in request.session:
        user = request.session["user_info"]
        return f"Welcome, {user['name']} ({user['email']})! <a href='/logout'>Logout</a>"
    return "Hello! <a href='/login'>Login with Visual Passcodes</a>"

@app.get("/login")
async def login(request: Request):
    """
    Initiates the OIDC authorization code flow.
    Generates an authorization request URL and redirects the user to Visual Passcodes.
    Stores nonce and code_verifier in the session for later validation.
    """
    # Generate authorization request parameters
    auth_request = generate_authorize_request(
        redirect_uri=settings.APP_REDIRECT_URI,
        client_id=settings.VISUAL_AUTH_CLIENT_ID,
        scope="openid profile email", # Request standard OIDC scopes
        state=secrets.token_urlsafe(16), # Recommended to prevent CSRF
        prompt=PromptValue.LOGIN, # Force login prompt
        tenant_id="default" # Or your specific tenant_id
    )

    # Store necessary data in session for callback validation
    request.session["oidc_state"] = auth_request.request_params.split("state=")[-1].split("&")[0] # Extract state
    request.session["oidc_nonce"] = auth_request.nonce
    request.session["oidc_code_verifier"] = auth_request.code_verifier

    # Construct the full authorization URL
    authorization_url = f"{oidc_client._authorization_uri}?{auth_request.request_params}"

    return RedirectResponse(authorization_url)

@app.get("/auth/callback")
async def auth_callback(request: Request, code: str, state: str | None = None):
    """
    Handles the callback from Visual Passcodes after user authentication.
    Exchanges the authorization code for an ID token and validates it.
    """
    # 1. Validate the 'state' parameter to prevent CSRF attacks
    expected_state = request.session.pop("oidc_state", None)
    if not state or state != expected_state:
        raise HTTPException(status_code=status.HTTP_400_BAD_REQUEST, detail="Invalid state parameter.")

    # Retrieve nonce and code_verifier from session
    nonce = request.session.pop("oidc_nonce", None)
    code_verifier = request.session.pop("oidc_code_verifier", None)

    if not nonce or not code_verifier:
        raise HTTPException(status_code=status.HTTP_400_BAD_REQUEST, detail="Missing OIDC session data.")

    try:
        # 2. Exchange the authorization code for an ID token
        id_token_data: IdTokenData = oidc_client.get_id_token(
            redirect_uri=settings.APP_REDIRECT_URI,
            code=code,
            client_id=settings.VISUAL_AUTH_CLIENT_ID,
            client_secret=settings.VISUAL_AUTH_CLIENT_SECRET, # Sent from server-side
            code_verifier=code_verifier,
            nonce=nonce # Pass nonce for validation within the helper
        )

        # Store user info in session
        request.session["user_info"] = {
            "sub": id_token_data.sub,
            "email": id_token_data.email,
            "name": id_token_data.name
        }

        # Redirect to a protected page or home page
        return RedirectResponse("/")

    except Exception as e:
        # Log the error for debugging (e.g., invalid token, network issues)
        print(f"Authentication failed: {e}")
        raise HTTPException(status_code=status.HTTP_401_UNAUTHORIZED, detail="Authentication failed.")

@app.get("/logout")
async def logout(request: Request):
    """
    Logs out the user by clearing the session.
    """
    request.session.clear()
    return RedirectResponse("/")
