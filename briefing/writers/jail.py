"""The one fetcher: `data:` and files under the allowed folders; nothing else is opened, and nothing over a network."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

from weasyprint.urls import URLFetcher, URLFetcherResponse


class Jail(URLFetcher):  # type: ignore[misc]
    """A WeasyPrint fetcher that reads only `data:` URLs and regular files whose real path lies in `roots`.

    `read` holds the files that were read, with their content.
    """

    def __init__(self, *roots: Path) -> None:
        super().__init__(allowed_protocols=("data", "file"), allow_redirects=False)
        self._roots = tuple(root.resolve() for root in roots)
        self.read: dict[Path, bytes] = {}

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """The content behind `url`. Raises ValueError, which the engine logs, for anything out of reach."""
        parts = urlsplit(url)
        if parts.scheme == "data":
            return super().fetch(url, headers)
        if parts.scheme != "file" or parts.netloc:
            raise ValueError(f"not fetched, the network is off: {url[:200]}")
        file = Path(url2pathname(parts.path)).resolve()
        if not any(file.is_relative_to(root) for root in self._roots) or not file.is_file():
            raise ValueError(f"not read, outside the project: {url[:200]}")
        self.read[file] = file.read_bytes()
        return URLFetcherResponse(url, self.read[file])
