// ./test --edit: what an edit costs. A module of several packages with ten files each is run warm, then after a one-line edit in one of them; wall clock
// and CPU time (of the command and of the program it becomes) of each, and the medians. A measurement, not a test: machines differ.
using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Runtime.InteropServices;
using System.Text;

namespace GoClr.TestRunner;

internal static class EditCycle
{
    private const int Packages = 5, Files = 10, Rounds = 9;

    public static int Run(string root)
    {
        string dir = Path.Combine(Path.GetTempPath(), "goclr-edit-" + Path.GetRandomFileName());
        try
        {
            Write(dir);
            string goclr = Path.Combine(root, "goclr");
            var first = Measure(goclr, dir, out string output);
            if (!output.StartsWith("sum ", StringComparison.Ordinal)) { Console.Error.WriteLine(output); return 1; }
            Console.Out.WriteLine($"first     {Show(first)}");
            Report("warm", () => { }, goclr, dir);
            int n = 0;
            // A body: importers stay as they are. A constant: what imports the package is compiled anew.
            Report("body", () => Edit(dir, "p3/f4.go", "x += ", $"x += {100 + ++n} // "), goclr, dir);
            Report("constant", () => Edit(dir, "p1/f0.go", "const Step = ", $"const Step = {1 + ++n} // "), goclr, dir);
            return 0;
        }
        finally { if (Directory.Exists(dir)) Directory.Delete(dir, recursive: true); }
    }

    private static void Report(string name, Action edit, string goclr, string dir)
    {
        var all = new List<(double Wall, double Cpu)>();
        for (int i = 0; i < Rounds; i++)
        {
            edit();
            all.Add(Measure(goclr, dir, out string output));
            if (!output.StartsWith("sum ", StringComparison.Ordinal)) throw new InvalidOperationException(output);
            System.Threading.Thread.Sleep(1500);        // the precompilation in the background is not part of it
        }
        double Median(Func<(double Wall, double Cpu), double> of) => all.Select(of).Order().ElementAt(all.Count / 2);
        Console.Out.WriteLine($"{name,-9} {Show((Median(m => m.Wall), Median(m => m.Cpu)))}, best {all.Min(m => m.Wall):0} ms");
    }

    private static string Show((double Wall, double Cpu) m) => $"{m.Wall,6:0} ms, {m.Cpu,6:0} ms CPU";

    private static (double Wall, double Cpu) Measure(string goclr, string dir, out string output)
    {
        double cpu = ChildrenCpu();
        var clock = Stopwatch.StartNew();
        var r = Proc.Run(goclr, ["run", "."], dir, 600);
        double wall = clock.Elapsed.TotalMilliseconds;
        output = r.Out.Length > 0 ? r.Out : r.Err;
        return (wall, ChildrenCpu() - cpu);
    }

    private static void Edit(string dir, string file, string line, string edited)
    {
        string path = Path.Combine(dir, file);
        string[] lines = File.ReadAllLines(path);
        int at = Array.FindIndex(lines, l => l.TrimStart().StartsWith(line.TrimStart(), StringComparison.Ordinal));
        string indent = lines[at][..^lines[at].TrimStart().Length];
        lines[at] = indent + edited;
        File.WriteAllLines(path, lines);
    }

    private static void Write(string dir)
    {
        Directory.CreateDirectory(dir);
        File.WriteAllText(Path.Combine(dir, "go.mod"), "module edit\n\ngo 1.27\n");
        var main = new StringBuilder("package main\n\nimport (\n\t\"fmt\"\n");
        for (int p = 0; p < Packages; p++) main.Append($"\t\"edit/p{p}\"\n");
        main.Append(")\n\nfunc main() {\n\tsum := 0\n");
        for (int p = 0; p < Packages; p++)
        {
            string sub = Path.Combine(dir, "p" + p);
            Directory.CreateDirectory(sub);
            for (int f = 0; f < Files; f++) File.WriteAllText(Path.Combine(sub, $"f{f}.go"), Source(p, f));
            main.Append($"\tsum += p{p}.Run0({p + 1})\n");
        }
        main.Append("\tfmt.Println(\"sum\", sum)\n}\n");
        File.WriteAllText(Path.Combine(dir, "main.go"), main.ToString());
    }

    // 60 lines: a type with methods, an interface, maps, slices, errors and formatting, as programs have them. Package p imports the one before it.
    private static string Source(int p, int f)
    {
        string below = p > 0 && f == 0 ? $"\t\"edit/p{p - 1}\"\n" : "";
        string step = f == 0 ? "const Step = 1\n\n" : "";
        string next = f + 1 < Files ? $"\tsum += Run{f + 1}(x)\n" : "";
        string call = p > 0 && f == 0 ? $"\tsum += p{p - 1}.Step\n" : "";
        return $$"""
            package p{{p}}

            import (
            	"errors"
            	"fmt"
            	"sort"
            	"strings"
            {{below}})

            {{step}}type Item{{f}} struct {
            	Name  string
            	Count int
            	tags  []string
            }

            func (i *Item{{f}}) String() string {
            	return fmt.Sprintf("%s=%d %v", i.Name, i.Count, i.tags)
            }

            func (i *Item{{f}}) Add(tag string) *Item{{f}} {
            	i.tags = append(i.tags, strings.ToUpper(tag))
            	i.Count++
            	return i
            }

            var errEmpty{{f}} = errors.New("empty")

            func Parse{{f}}(s string) (*Item{{f}}, error) {
            	name, rest, ok := strings.Cut(s, ":")
            	if !ok || name == "" {
            		return nil, fmt.Errorf("parse %q: %w", s, errEmpty{{f}})
            	}
            	it := &Item{{f}}{Name: name}
            	for _, w := range strings.Fields(rest) {
            		it.Add(w)
            	}
            	return it, nil
            }

            func Run{{f}}(x int) int {
            	x += {{f}}
            	sum := x
            {{call}}{{next}}	seen := map[string]int{}
            	for i, s := range []string{"a: x y", "b: z", "", "c:"} {
            		it, err := Parse{{f}}(s)
            		if err != nil {
            			if !errors.Is(err, errEmpty{{f}}) {
            				panic(err)
            			}
            			continue
            		}
            		seen[it.String()] = i
            	}
            	keys := make([]string, 0, len(seen))
            	for k := range seen {
            		keys = append(keys, k)
            	}
            	sort.Slice(keys, func(i, j int) bool { return keys[i] < keys[j] })
            	for i, k := range keys {
            		sum += i * len(k)
            	}
            	return sum
            }

            """.Replace("\r", "");
    }

    [StructLayout(LayoutKind.Sequential, Size = 144)] private struct Usage { public long UserS, UserUs, SystemS, SystemUs; }

    [DllImport("libc")] private static extern int getrusage(int who, out Usage u);

    // Of children that have ended, in ms.
    private static double ChildrenCpu()
    {
        getrusage(-1, out var u);
        return (u.UserS + u.SystemS) * 1000.0 + (u.UserUs + u.SystemUs) / 1000.0;
    }
}
