// Go's configuration: a variable of the environment, else the line of the user's env file (`go env -w`), else the line of GOROOT's go.env.
// goclr shares the file with go.
using System;
using System.Collections.Generic;
using System.Globalization;
using System.IO;

namespace GoClr.Build.Driver;

public static class GoEnv
{
    private static readonly Lazy<Dictionary<string, string>> s_user = new(() => Read(UserFile));
    private static readonly Lazy<Dictionary<string, string>> s_defaults = new(() =>
        Environment.GetEnvironmentVariable("GOROOT") is { Length: > 0 } root ? Read(Path.Combine(root, "go.env")) : Read(Path.Combine(CacheGoroot(), "go.env")));

    /// <summary>The names that may stand in an env file.</summary>
    public static readonly string[] Known = """
        AR CC CGO_CFLAGS CGO_CFLAGS_ALLOW CGO_CFLAGS_DISALLOW CGO_CPPFLAGS CGO_CPPFLAGS_ALLOW CGO_CPPFLAGS_DISALLOW CGO_CXXFLAGS CGO_CXXFLAGS_ALLOW
        CGO_CXXFLAGS_DISALLOW CGO_ENABLED CGO_FFLAGS CGO_FFLAGS_ALLOW CGO_FFLAGS_DISALLOW CGO_LDFLAGS CGO_LDFLAGS_ALLOW CGO_LDFLAGS_DISALLOW CXX FC GCCGO
        GO111MODULE GO386 GOAMD64 GOARCH GOARM GOARM64 GOAUTH GOBIN GOCACHE GOCACHEPROG GOENV GOEXE GOEXPERIMENT GOFIPS140 GOFLAGS GOGCCFLAGS GOHOSTARCH
        GOHOSTOS GOINSECURE GOMIPS GOMIPS64 GOMODCACHE GONOPROXY GONOSUMDB GOOS GOPATH GOPPC64 GOPRIVATE GOPROXY GORISCV64 GOROOT GOSUMDB GOTMPDIR
        GOTOOLCHAIN GOTOOLDIR GOVCS GOWASM GOWORK GO_EXTLINK_ENABLED PKG_CONFIG GOCLRCACHE
        """.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);

    /// <summary>$GOENV, else go/env in the user's configuration folder; null: there is none ($GOENV is "off").</summary>
    public static string? UserFile
    {
        get
        {
            string? file = Environment.GetEnvironmentVariable("GOENV");
            if (!string.IsNullOrEmpty(file)) return file == "off" ? null : file;
            string? config = Environment.GetEnvironmentVariable("XDG_CONFIG_HOME");
            if (!string.IsNullOrEmpty(config)) return Path.Combine(config, "go", "env");
            string? home = Environment.GetEnvironmentVariable("HOME");
            return string.IsNullOrEmpty(home) ? null : Path.Combine(home, ".config", "go", "env");
        }
    }

    /// <summary>The value in force, "" if there is none.</summary>
    public static string Get(string name)
    {
        string? v = Environment.GetEnvironmentVariable(name);
        if (!string.IsNullOrEmpty(v)) return v;
        if (s_user.Value.TryGetValue(name, out v)) return v;
        return s_defaults.Value.GetValueOrDefault(name, "");
    }

    public static string Get(string name, string otherwise) => Get(name) is { Length: > 0 } v ? v : otherwise;

    /// <summary>Whether the value comes from the user and not from GOROOT.</summary>
    public static bool IsUsers(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } || s_user.Value.ContainsKey(name);

    /// <summary>What GOROOT's go.env says.</summary>
    public static string Default(string name) => s_defaults.Value.GetValueOrDefault(name, "");

    public static string GoPath => Get("GOPATH", Path.Combine(Environment.GetEnvironmentVariable("HOME") ?? "", "go"));
    public static string ModCache => Get("GOMODCACHE", Path.Combine(GoPath.Split(':')[0], "pkg", "mod"));

    private static string CacheGoroot() => Path.Combine(Toolchain.FindCache(), "goroot");

    private static Dictionary<string, string> Read(string? file)
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        if (file == null || !File.Exists(file)) return map;
        string[] lines;
        try { lines = File.ReadAllLines(file); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { return map; }
        foreach (string line in lines)
        {
            int eq = line.IndexOf('=');
            if (eq > 0 && KeyOf(line) != "") map[line[..eq]] = line[(eq + 1)..];
        }
        return map;
    }

    /// <summary>KEY of a line KEY=VALUE, else "". A comment in front of the sign makes it none.</summary>
    public static string KeyOf(string line) => line.IndexOf('=') is var i && i > 0 && !line.AsSpan(0, i).Contains('#') ? line[..i] : "";

    /// <summary>Words separated by blanks; quotes around a whole word hold it together. A message if one is not closed.</summary>
    public static List<string> Split(string s, out string? error)
    {
        var words = new List<string>();
        error = null;
        for (int i = 0; ;)
        {
            while (i < s.Length && s[i] is ' ' or '\t' or '\n' or '\r') i++;
            if (i >= s.Length) return words;
            int start = i;
            if (s[i] is '"' or '\'')
            {
                int end = s.IndexOf(s[i], i + 1);
                if (end < 0)
                {
                    error = string.Create(CultureInfo.InvariantCulture, $"unterminated {s[i]} string");
                    return words;
                }
                words.Add(s[(start + 1)..end]);
                i = end + 1;
                continue;
            }
            while (i < s.Length && s[i] is not (' ' or '\t' or '\n' or '\r')) i++;
            words.Add(s[start..i]);
        }
    }
}
