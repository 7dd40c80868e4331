package norun

func helper() int { return 1 }

var _ = helper()
