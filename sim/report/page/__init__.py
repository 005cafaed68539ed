"""Reports of runs, comparisons and studies, each a page of HTML."""

REPORT = "report.html"
