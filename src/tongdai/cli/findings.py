"""Findings, one a line, with what to do about each."""

from gettext import gettext as _

from tongdai.cli.output import line
from tongdai.cli.words import tell
from tongdai.domain.finding import Finding


def show_findings(findings: tuple[Finding, ...]) -> None:
    """Findings with their remedies."""
    for each in findings:
        line(f"  {finding_text(each)}")


def finding_text(finding: Finding) -> str:
    """One finding on one line: where, what, what to do, and its code to look it up."""
    place = _("line {line}: ").format(line=finding.where.line) if finding.where.line else ""
    return f"{place}{tell(finding.message)} {tell(finding.remedy)} [{finding.code}]"
