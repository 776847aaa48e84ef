from pydantic_settings import BaseSettings, SettingsConfigDict

class Settings(BaseSettings):
    VISUAL_AUTH_DISCOVERY_URL: str = "https://your-server.com/api/oidc/default/.well-known/openid-configuration"
    VISUAL_AUTH_CLIENT_ID: str = "your_confidential_client_id"
    VISUAL_AUTH_CLIENT_SECRET: str = "your_confidential_client_secret"
    APP_REDIRECT_URI: str = "http://localhost:8000/auth/callback" # Must match registered redirect_uri in Visual Passcodes

    model_config = SettingsConfigDict(env_file=".env")

settings = Settings()
