package failing

// Half is wrong for odd numbers.
func Half(n int) int { return n / 2 }
