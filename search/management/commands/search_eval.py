"""manage.py search_eval: how good the search is, on questions of which the answers are known."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.test.utils import override_settings

from search.engines.base import EngineDown
from search.evaluation.running import BadLine, Run, ranking, read_corpus, read_questions, run
from search.measures import bootstrap, percentile, reciprocal_rank, summary

ENGINES = ("tantivy", "elasticsearch", "basic")
MODES = ("search", "similar")


class Command(BaseCommand):
    help = (
        "Rank a corpus for questions whose answers are known; print how good that is, and how fast."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--corpus", type=Path, required=True, metavar="FILE.jsonl")
        parser.add_argument("--queries", type=Path, required=True, metavar="FILE.jsonl")
        parser.add_argument("--engine", choices=ENGINES, default="tantivy")
        parser.add_argument("--mode", choices=MODES, default="search")
        parser.add_argument(
            "--compare",
            action="store_true",
            help="also by words alone, with the interval of the difference",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["engine"] == "elasticsearch" and not getattr(settings, "SEARCH_URL", ""):
            raise CommandError("SEARCH_URL names no Elasticsearch.")
        try:
            corpus, questions = read_corpus(options["corpus"]), read_questions(options["queries"])
            with ranking(corpus, options["engine"], options["mode"]) as rank:
                found = run(questions, rank)
                self._tell(found)
                if options["compare"]:
                    with override_settings(SEARCH_EMBEDDING=""):
                        self._compare(found, run(questions, rank))
        except (BadLine, EngineDown, OSError) as error:
            raise CommandError(str(error)) from error

    def _tell(self, found: Run) -> None:
        means = summary(found.outcomes)
        self.stdout.write(
            f"{means.questions} questions: MRR {means.mrr:.3f}, MAP {means.map:.3f}, "
            f"nDCG@10 {means.ndcg10:.3f}, hit@1 {means.hit1:.3f}, hit@5 {means.hit5:.3f}, "
            f"hit@10 {means.hit10:.3f}"
        )
        slow, usual = (1000 * percentile(found.seconds, share) for share in (95, 50))
        self.stdout.write(f"latency p50 {usual:.1f} ms, p95 {slow:.1f} ms")

    def _compare(self, ours: Run, theirs: Run) -> None:
        self.stdout.write("by words alone:")
        self._tell(theirs)
        gain = bootstrap(*([reciprocal_rank(o) for o in run.outcomes] for run in (ours, theirs)))
        self.stdout.write(
            f"MRR gained by meaning: {gain.mean:+.3f} (95%: {gain.low:+.3f} to {gain.high:+.3f})"
        )
