"""Static files: hashed names and gzip beside each file, so that the wire carries few bytes."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    # A file that only DEBUG-less third-party CSS mentions and nobody ships must not stop the demo.
    manifest_strict = False

    def url(self, name: str, force: bool = False) -> str:
        """The hashed address, in the demo too: what is measured there is what production sends."""
        try:
            return super().url(name, force=True)
        except ValueError:  # not collected yet: a command that draws a page before the first start
            return super().url(name, force=force)
