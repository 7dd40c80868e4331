// Flags as Go's package flag reads them: -x, --x, -x=v, -x v; a flag of two states takes its value only behind "=". Parsing ends at the first argument
// that is no flag, or behind "--".
using System;
using System.Collections.Generic;
using System.Globalization;
using GoClr.Build.Driver;

namespace GoClr.Cli.Flags;

/// <summary>A mistake in a command line: the message, then the verb's usage lines, exit status 2. An empty message: help was asked for.</summary>
internal sealed class UsageException(string message) : Exception(message);

internal abstract class Flag(string name)
{
    public string Name { get; } = name;
    public virtual bool IsBool => false;
    /// <summary>It stood on the command line or in GOFLAGS.</summary>
    public bool IsSet { get; set; }
    /// <summary>null, or what is wrong with the value.</summary>
    public abstract string? Set(string value);
}

internal sealed class BoolFlag(string name, bool value) : Flag(name)
{
    public bool Value { get; set; } = value;
    public override bool IsBool => true;
    public static implicit operator bool(BoolFlag f) => f.Value;

    public override string? Set(string value)
    {
        bool? b = value switch { "1" or "t" or "T" or "true" or "TRUE" or "True" => true, "0" or "f" or "F" or "false" or "FALSE" or "False" => false, _ => null };
        if (b is { } v) Value = v;
        return b == null ? "parse error" : null;
    }
}

internal sealed class StringFlag(string name, string value) : Flag(name)
{
    public string Value { get; set; } = value;

    public override string? Set(string value)
    {
        Value = value;
        return null;
    }
}

internal sealed class IntFlag(string name, int value) : Flag(name)
{
    public int Value { get; set; } = value;

    public override string? Set(string value)
    {
        if (!int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int n)) return "parse error";
        Value = n;
        return null;
    }
}

/// <summary>A flag whose meaning is a function.</summary>
internal sealed class FuncFlag(string name, bool isBool, Func<string, string?> set) : Flag(name)
{
    public override bool IsBool => isBool;
    public override string? Set(string value) => set(value);
}

internal sealed class FlagSet
{
    private readonly SortedDictionary<string, Flag> _flags = new(StringComparer.Ordinal);

    /// <summary>All flags, by name.</summary>
    public IEnumerable<Flag> All => _flags.Values;
    public Flag? Lookup(string name) => _flags.GetValueOrDefault(name);

    public BoolFlag Bool(string name, bool value = false) => Add(new BoolFlag(name, value));
    public StringFlag String(string name, string value = "") => Add(new StringFlag(name, value));
    public IntFlag Int(string name, int value = 0) => Add(new IntFlag(name, value));
    public FuncFlag Func(string name, Func<string, string?> set, bool isBool = false) => Add(new FuncFlag(name, isBool, set));

    public T Add<T>(T flag) where T : Flag
    {
        _flags.Add(flag.Name, flag);
        return flag;
    }

    /// <summary>Reads the flags that <paramref name="args"/> begin with and returns the rest.</summary>
    /// <exception cref="UsageException">Not a flag of this set, or not a value of it.</exception>
    public string[] Parse(string[] args)
    {
        int n = 0;
        while (n < args.Length && args[n].Length > 1 && args[n][0] == '-')
        {
            string arg = args[n++];
            if (arg == "--") break;
            string text = arg[(arg[1] == '-' ? 2 : 1)..];
            if (text.Length == 0 || text[0] is '-' or '=') throw new UsageException("bad flag syntax: " + arg);
            int eq = text.IndexOf('=');
            string name = eq < 0 ? text : text[..eq];
            if (Lookup(name) is not { } flag) throw new UsageException(name is "help" or "h" ? "" : "flag provided but not defined: -" + name);
            string value = eq < 0 ? "true" : text[(eq + 1)..];
            if (!flag.IsBool && eq < 0)
            {
                if (n >= args.Length) throw new UsageException("flag needs an argument: -" + name);
                value = args[n++];
            }
            if (flag.Set(value) is { } wrong)
                throw new UsageException(flag.IsBool ? $"invalid boolean value {GoQuote.Quote(value)} for -{name}: {wrong}" : $"invalid value {GoQuote.Quote(value)} for flag -{name}: {wrong}");
            flag.IsSet = true;
        }
        return args[n..];
    }
}
