"""Static files: hashed names and gzip beside each file, so that the wire carries few bytes."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    # A file that only DEBUG-less third-party CSS mentions and nobody ships must not stop the demo.
    manifest_strict = False
