package notests

var X = 1
