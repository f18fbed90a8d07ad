"""Documents as towns send them, made here, with what is true of each."""

from tests.intake.corpus import direct, furnished, revised, styled
from tests.intake.corpus.making import Sample

SAMPLES: tuple[Sample, ...] = (
    *direct.SAMPLES,
    *styled.SAMPLES,
    *furnished.SAMPLES,
    *revised.SAMPLES,
)

__all__ = ("SAMPLES", "Sample")
