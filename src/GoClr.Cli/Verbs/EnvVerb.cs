using System;
using System.Collections.Generic;
using System.CommandLine;
using System.Linq;
using GoClr.Build.Driver;

namespace GoClr.Cli.Verbs;

internal sealed class EnvVerb() : Verb("env", "goclr env [var ...]", "print Go environment information",
    "Env prints what goclr takes from the environment, as shell assignments; with names given, their values, a line each.")
{
    public override int Run(ParseResult flags, string[] rest)
    {
        var tools = new Toolchain(Console.Error.WriteLine);
        string Get(string name, string otherwise) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } v ? v : otherwise;
        string home = Get("HOME", "/");
        string gopath = Get("GOPATH", home + "/go");
        var vars = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["CGO_ENABLED"] = "0",
            ["GOARCH"] = "amd64",
            ["GOCLRCACHE"] = tools.CacheDir,
            ["GOFLAGS"] = Get("GOFLAGS", ""),
            ["GOMODCACHE"] = Get("GOMODCACHE", gopath + "/pkg/mod"),
            ["GOOS"] = "linux",
            ["GOPATH"] = gopath,
            ["GOROOT"] = tools.Goroot,
            ["GOVERSION"] = tools.GoVersion,
        };
        if (rest.Length == 0)
        {
            foreach (var (k, v) in vars) Console.Out.WriteLine($"{k}='{v.Replace("'", "'\\''")}'");
        }
        else
        {
            foreach (string name in rest) Console.Out.WriteLine(vars.GetValueOrDefault(name, ""));
        }
        return 0;
    }
}
