"""Below the stages: words, numerals and lexicons, which every stage may use and which know no stage."""
