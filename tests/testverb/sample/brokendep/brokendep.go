package brokendep

func F() int { return "one" }
