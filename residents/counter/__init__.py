"""What a clerk does at the counter, for somebody who stands there: verbs, and what is kept while they are at it."""
