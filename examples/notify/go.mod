module notify

go 1.27
