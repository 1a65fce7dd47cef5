"""The ASGI application: routes, CORS, errors."""

from typing import Any

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import Response

from dragonet import __version__
from dragonet.api import catalog, errors, files, outputs, storage, sxml, tasks, tus
from dragonet.api.errors import Json
from dragonet.api.face import Face


def application(face: Face) -> FastAPI:
    """The application over a connected face."""
    app = FastAPI(
        title="Dragonet", version=__version__, docs_url=None, redoc_url=None, openapi_url=None
    )
    app.add_middleware(
        CORSMiddleware,
        allow_origins=["*"],
        allow_methods=["*"],
        allow_headers=["*"],
        expose_headers=["*"],
        max_age=86400,
    )
    errors.install(app)
    for version in (1, 2):
        app.include_router(tasks.router(face, version))
        app.include_router(outputs.router(face, version))
    if {sxml.FRAME, sxml.TIMING} <= face.catalog.keys():
        app.include_router(sxml.router(face))
    app.include_router(storage.router(face))
    app.include_router(tus.router(face))
    app.include_router(catalog.router(face.catalog))
    app.include_router(files.router(face.store, face.settings))
    _add_service_routes(app, face)
    return app


def _add_service_routes(app: FastAPI, face: Face) -> None:
    document: dict[str, Any] = {}

    @app.get("/openapi.json", include_in_schema=False)
    async def openapi(request: Request) -> Response:
        if not document:
            document.update(catalog.document(app, face.catalog))
        return Json(document)

    @app.get("/health", tags=["service"])
    async def health() -> Response:
        """Whether the queue answers: 200, else 503."""
        await face.engine.get("statuses", "health")
        return Json({"status": "ok", "version": __version__})

    @app.get("/", include_in_schema=False)
    async def root(request: Request) -> Response:
        base = face.base(request)
        return Json(
            {
                "service": "dragonet",
                "version": __version__,
                "tasks": f"{base}/v2/tasks",
                "openapi": f"{base}/openapi.json",
            }
        )
