// $GOFLAGS: flags for every verb that has them, read before the command line. A flag that no verb has is an error, but for `env`, which people use to
// find out what is wrong.
using System;
using System.Collections.Generic;
using GoClr.Build.Driver;

namespace GoClr.Cli.Flags;

internal static class GoFlags
{
    private const string Where = "$GOFLAGS";

    /// <exception cref="BuildException">$GOFLAGS is not a list of flags.</exception>
    private static List<(string Name, string? Value)> Read(Func<string, bool> known, bool lenient)
    {
        var list = new List<(string, string?)>();
        var words = GoEnv.Split(GoEnv.Get("GOFLAGS"), out string? error);
        if (error != null && !lenient) throw new BuildException($"go: parsing {Where}: {error}");
        foreach (string w in words)
        {
            string text = w.StartsWith("--", StringComparison.Ordinal) ? w[2..] : w.StartsWith('-') ? w[1..] : "";
            if (text == "" || text[0] is '-' or '=')
            {
                if (!lenient) throw new BuildException($"go: parsing {Where}: non-flag {GoQuote.Quote(w)}");
                continue;
            }
            int eq = text.IndexOf('=');
            string name = eq < 0 ? text : text[..eq];
            if (known(name)) list.Add((name, eq < 0 ? null : text[(eq + 1)..]));
            else if (!lenient) throw new BuildException($"go: parsing {Where}: unknown flag -{name}");
        }
        return list;
    }

    /// <param name="known">Whether any verb has a flag of this name.</param>
    /// <exception cref="UsageException">A value that the flag cannot take.</exception>
    public static void Apply(FlagSet flags, Func<string, bool> known, bool lenient)
    {
        foreach (var (name, value) in Read(known, lenient))
        {
            if (flags.Lookup(name) is not { } flag) continue;
            if (!flag.IsBool && value == null) throw new UsageException($"go: flag needs an argument: -{name} (from {Where})");
            if (flag.Set(value ?? "true") is { } wrong)
            {
                throw new UsageException(!flag.IsBool ? $"go: invalid value {GoQuote.Quote(value!)} for flag -{name} (from {Where}): {wrong}"
                    : value != null ? $"go: invalid boolean value {GoQuote.Quote(value)} for flag -{name} (from {Where}): {wrong}"
                    : $"go: invalid boolean flag -{name} (from {Where}): {wrong}");
            }
            flag.IsSet = true;
        }
    }
}
