package os

import "internal/stringslite"

// runtime_launcher returns the path of the file that starts this program, if that is not the running executable: the host of .NET then runs, and a path
// to it would be of no use to a program that wants to start itself again.
func runtime_launcher() string

func executable() (string, error) {
	if path := runtime_launcher(); path != "" {
		return path, nil
	}
	path, err := Readlink("/proc/self/exe")
	return stringslite.TrimSuffix(path, " (deleted)"), err
}
