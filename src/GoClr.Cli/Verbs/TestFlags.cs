// The command line of goclr test: flags of ours, flags of the build, and flags of the test program stand mixed, before and behind the packages.
//
// The package list is the first run of arguments that are no flags. A flag that nobody knows goes to the test program, and with it everything behind that
// cannot be a flag of ours; after -args everything does.
using System;
using System.Collections.Generic;
using System.Globalization;
using GoClr.Build.Driver;
using GoClr.Build.Testing;
using GoClr.Cli.Flags;

namespace GoClr.Cli.Verbs;

internal sealed class TestFlags
{
    public readonly TestOptions Test = new();
    private readonly FlagSet _flags;
    private readonly Dictionary<string, string> _shown = new(StringComparer.Ordinal);
    private readonly List<string> _explicit = [];
    private bool _timeoutSet, _outputDirSet, _artifacts;
    private string _outputDir = "", _firstUnknown = "";

    private enum Kind { Bool, Text, Int, Duration, Verbose, Shuffle }

    // Flags that the test program gets too, as -test.NAME.
    private static readonly Dictionary<string, Kind> s_passed = new(StringComparer.Ordinal)
    {
        ["artifacts"] = Kind.Bool, ["bench"] = Kind.Text, ["benchmem"] = Kind.Bool, ["benchtime"] = Kind.Text, ["blockprofile"] = Kind.Text, ["blockprofilerate"] = Kind.Text,
        ["count"] = Kind.Int, ["coverprofile"] = Kind.Text, ["cpu"] = Kind.Text, ["cpuprofile"] = Kind.Text, ["failfast"] = Kind.Bool, ["fullpath"] = Kind.Bool, ["fuzz"] = Kind.Text,
        ["fuzzminimizetime"] = Kind.Text, ["fuzztime"] = Kind.Text, ["list"] = Kind.Text, ["memprofile"] = Kind.Text, ["memprofilerate"] = Kind.Text, ["mutexprofile"] = Kind.Text,
        ["mutexprofilefraction"] = Kind.Text, ["outputdir"] = Kind.Text, ["parallel"] = Kind.Int, ["run"] = Kind.Text, ["short"] = Kind.Bool, ["shuffle"] = Kind.Shuffle,
        ["skip"] = Kind.Text, ["timeout"] = Kind.Duration, ["trace"] = Kind.Text, ["v"] = Kind.Verbose,
    };

    private static readonly Dictionary<string, Kind> s_own = new(StringComparer.Ordinal)
    {
        ["c"] = Kind.Bool, ["o"] = Kind.Text, ["exec"] = Kind.Text, ["json"] = Kind.Bool, ["vet"] = Kind.Text, ["cover"] = Kind.Bool, ["covermode"] = Kind.Text, ["coverpkg"] = Kind.Text,
    };

    /// <param name="flags">Has the build flags already; receives ours.</param>
    public TestFlags(FlagSet flags)
    {
        _flags = flags;
        foreach (var table in new[] { s_own, s_passed })
        {
            foreach (var (name, kind) in table)
            {
                string? Define(string value)
                {
                    try { _shown[name] = Set(name, kind, value); }
                    catch (FormatException e) { return e.Message; }
                    return null;
                }
                flags.Func(name, Define, kind is Kind.Bool or Kind.Verbose);
                if (table == s_passed) flags.Func("test." + name, Define, kind is Kind.Bool or Kind.Verbose);
            }
        }
    }

    /// <summary>Reads a command line; $GOFLAGS has been applied to the flags.</summary>
    public void Parse(string[] args)
    {
        var inherited = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in _shown) { if (s_passed.ContainsKey(name)) inherited[name] = value; }
        bool inList = false, listSeen = false, afterUnknown = false;
        for (int i = 0; i < args.Length;)
        {
            string arg = args[i];
            bool wasAfterUnknown = afterUnknown;
            afterUnknown = false;
            if (arg == "--")
            {
                _explicit.AddRange(args[i..]);
                break;
            }
            if (arg.Length < 2 || arg[0] != '-')
            {
                if (!inList && listSeen)
                {
                    // Perhaps the value of an unknown flag: then ours may follow. Else it and all the rest is the program's.
                    if (!wasAfterUnknown)
                    {
                        _explicit.AddRange(args[i..]);
                        break;
                    }
                    _explicit.Add(arg);
                    i++;
                    continue;
                }
                inList = listSeen = true;
                Test.Packages.Add(arg);
                i++;
                continue;
            }
            inList = false;
            string text = arg[(arg[1] == '-' ? 2 : 1)..];
            if (text == "" || text[0] is '-' or '=') throw new UsageException("bad flag syntax: " + arg);
            int eq = text.IndexOf('=');
            string name = eq < 0 ? text : text[..eq];
            if (name is "h" or "help") throw new UsageException("");
            string bare = name.StartsWith("test.", StringComparison.Ordinal) ? name[5..] : name;
            if (_flags.Lookup(name) is not { } flag)
            {
                listSeen = true;
                if (arg is "-args" or "--args")
                {
                    _explicit.AddRange(args[(i + 1)..]);
                    break;
                }
                if (_firstUnknown == "") _firstUnknown = arg;
                _explicit.Add(arg);
                i++;
                afterUnknown = eq < 0;
                continue;
            }
            i++;
            string value = eq < 0 ? "true" : text[(eq + 1)..];
            if (eq < 0 && !flag.IsBool)
            {
                if (i >= args.Length) throw new UsageException("flag needs an argument: -" + name);
                value = args[i++];
            }
            if (flag.Set(value) is { } wrong)
                throw new UsageException(flag.IsBool && bare != "v" ? $"invalid boolean value {GoQuote.Quote(value)} for -{name}: {wrong}" : $"invalid value {GoQuote.Quote(value)} for flag -{name}: {wrong}");
            flag.IsSet = true;
            if (!s_passed.ContainsKey(bare)) continue;
            _explicit.Add($"-test.{bare}={_shown[bare]}");
            inherited.Remove(bare);
        }
        if (_firstUnknown != "" && Test.CompileOnly) throw new UsageException($"go: unknown flag {_firstUnknown} cannot be used with -c");
        Finish(inherited);
    }

    private static bool Bool(string value) => value switch
    {
        "1" or "t" or "T" or "true" or "TRUE" or "True" => true,
        "0" or "f" or "F" or "false" or "FALSE" or "False" => false,
        _ => throw new FormatException("parse error"),
    };

    // The value as the flag prints itself.
    private string Set(string name, Kind kind, string value)
    {
        bool on = false;
        switch (kind)
        {
            case Kind.Bool:
                on = Bool(value);
                value = on ? "true" : "false";
                break;
            case Kind.Int:
                if (!long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _)) throw new FormatException("parse error");
                break;
            case Kind.Duration:
                if (GoDuration.Parse(value) is not { } ns) throw new FormatException("parse error");
                Test.Timeout = TimeSpan.FromTicks(ns / 100);
                _timeoutSet = true;
                value = GoDuration.Format(ns);
                break;
            case Kind.Verbose:
                if (value == "test2json") (Test.Verbose, Test.VerboseJson) = (true, true);
                else
                {
                    Test.Verbose = Bool(value);
                    value = Test.Verbose ? "true" : "false";
                }
                break;
            case Kind.Shuffle:
                if (value is not ("on" or "off") && !long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
                    throw new FormatException($"-shuffle argument must be \"on\", \"off\", or an int64: strconv.ParseInt: parsing \"{value}\": invalid syntax");
                break;
        }
        switch (name)
        {
            case "c": Test.CompileOnly = on; break;
            case "o": Test.Output = value; break;
            case "exec": Test.Exec = [.. value.Split(' ', StringSplitOptions.RemoveEmptyEntries)]; break;
            case "json": Test.Json = on; break;
            case "cover": Test.Cover |= on; break;
            case "covermode":
                if (value is not ("set" or "count" or "atomic")) throw new FormatException($"valid modes are \"set\", \"count\", or \"atomic\"");
                Test.Cover = true;
                break;
            case "coverpkg" or "coverprofile": Test.Cover = true; break;
            case "bench": Test.Bench = value; break;
            case "fuzz": Test.Fuzz = value; break;
            case "list": Test.List = value; break;
            case "short": Test.Short = on; break;
            case "failfast": Test.FailFast = on; break;
            case "outputdir": (_outputDir, _outputDirSet) = (value, true); break;
            case "artifacts": _artifacts = on; break;
            case "blockprofile" or "cpuprofile" or "memprofile" or "mutexprofile" or "trace": Test.ProfileFlag = "-" + name; break;
        }
        return name == "outputdir" ? System.IO.Path.GetFullPath(value) : value;
    }

    private void Finish(SortedDictionary<string, string> inherited)
    {
        var first = new List<string>();
        if (Test.Json) first.Add("-test.v=test2json");
        if (Test.Timeout > TimeSpan.Zero && !_timeoutSet) first.Add("-test.timeout=" + GoDuration.Format(Test.Timeout.Ticks * 100));
        if ((Test.ProfileFlag != "" || _artifacts) && !_outputDirSet) first.Add("-test.outputdir=" + (_outputDir == "" ? Environment.CurrentDirectory : _outputDir));
        if (Test.Json) inherited.Remove("v");
        foreach (var (name, value) in inherited) first.Insert(Test.Json ? 1 : 0, $"-test.{name}={value}");
        foreach (string a in _explicit)
        {
            if (a == "--") break;
            if (a is "-h" or "-help" or "--help") Test.Help = true;
        }
        Test.Arguments = [.. first, .. _explicit];
        if (Test.Cover) throw new BuildException("goclr: unsupported: coverage (-cover, -covermode, -coverpkg, -coverprofile)", 2);
    }
}
