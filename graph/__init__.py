"""What Whither knows: the nouns, the rules, the store and the two doors to them (questions and changes)."""
