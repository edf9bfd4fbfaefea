"""manage.py search_eval: how good the search is, on questions of which the answers are known."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from search.engines.base import EngineDown
from search.evaluation.running import (
    Asked,
    BadLine,
    NoModel,
    Rank,
    Run,
    by_meaning,
    by_words,
    ranking,
    read_corpus,
    read_questions,
    run,
)
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
            help="also by words alone and by meaning alone, with the interval of what both together "
            "and all signs gain over the better of them",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["engine"] == "basic" and options["compare"]:
            raise CommandError("Basic search has neither scores nor meaning to compare with.")
        if options["engine"] == "elasticsearch" and not getattr(settings, "SEARCH_URL", ""):
            raise CommandError("SEARCH_URL names no Elasticsearch.")
        try:
            corpus, questions = read_corpus(options["corpus"]), read_questions(options["queries"])
            with ranking(corpus, options["engine"], options["mode"]) as rank:
                found = run(questions, rank)
                self._tell(found)
                if options["compare"]:
                    self._compare(found, questions, rank, by_meaning(corpus))
        except (BadLine, EngineDown, NoModel, OSError) as error:
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

    def _compare(self, ours: Run, questions: list[Asked], rank: Rank, meaning: Rank) -> None:
        alone = {"words": run(questions, by_words(rank)), "meaning": run(questions, meaning)}
        for name, found in alone.items():
            self.stdout.write(f"by {name} alone:")
            self._tell(found)
        better = max(alone, key=lambda name: summary(alone[name].outcomes).mrr)
        pair = (ours, alone[better])
        gain = bootstrap(*([reciprocal_rank(o) for o in run.outcomes] for run in pair))
        self.stdout.write(
            f"MRR gained over {better} alone: {gain.mean:+.3f} "
            f"(95%: {gain.low:+.3f} to {gain.high:+.3f})"
        )
