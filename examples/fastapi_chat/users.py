"""Who is asking: browsers are told apart by a cookie."""

from __future__ import annotations

import hashlib
import secrets
from typing import Annotated

from fastapi import Cookie, Depends, HTTPException, Request, Response

COOKIE = "chat"
_YEAR = 365 * 24 * 3600


def greet(request: Request, response: Response) -> None:
    """Give a browser that comes for the first time its cookie: a secret that nobody can guess."""
    if COOKIE not in request.cookies:
        secret = secrets.token_urlsafe(32)
        secure = request.url.scheme == "https"
        response.set_cookie(COOKIE, secret, max_age=_YEAR, httponly=True, samesite="lax", secure=secure)


def current_user(secret: Annotated[str | None, Cookie(alias=COOKIE)] = None) -> str:
    """The name of the end user in Dify. It shows in Dify's logs, hence it is made of the secret and does not tell it.

    An app with accounts returns the account's id here.
    """
    if not secret:
        raise HTTPException(401, "This browser has lost its cookie. Please reload the page.")
    return f"web-{hashlib.sha256(secret.encode()).hexdigest()[:32]}"


User = Annotated[str, Depends(current_user)]
