// Signatures as strings of letters (see IlBody): the calling convention of docs/abi.md, "Functions".
using System;
using System.Collections.Concurrent;
using GoClr.Compiler.IR;

namespace GoClr.Compiler.Emit;

public static class Letters
{
    private static readonly ConcurrentDictionary<string, string> s_interned = new();

    public static char Of(IrType t) => t switch { IrType.I32 => 'I', IrType.F32 => 'F', IrType.F64 => 'D', IrType.Void => 'V', _ => 'L' };

    /// <summary>IL result for a list of result words.</summary>
    public static char Result(ReadOnlySpan<IrType> words)
    {
        if (words.Length == 0) return 'V';
        if (words.Length == 1 || !Verify.IsInt(words[0]) || !Verify.IsInt(words[1])) return Of(words[0]);
        return 'W';
    }

    public static string Signature(Function f)
    {
        Span<IrType> results = new IrType[f.Results.Count];
        for (int i = 0; i < results.Length; i++) results[i] = f.Results[i];
        Span<char> s = f.Params.Count < 200 ? stackalloc char[f.Params.Count + 2] : new char[f.Params.Count + 2];
        s[0] = Result(results);
        s[1] = 'L';
        for (int i = 0; i < f.Params.Count; i++) s[2 + i] = Of(f.Vars[f.Params[i]].Type);
        return Intern(s);
    }

    /// <summary>Signature of a call; context: a func value stands between g and the arguments.</summary>
    public static string Signature(char result, bool context, ReadOnlySpan<IrType> args)
    {
        int at = context ? 3 : 2;
        Span<char> s = args.Length < 200 ? stackalloc char[args.Length + at] : new char[args.Length + at];
        s[0] = result;
        s[1] = 'L';
        s[at - 1] = 'L';
        for (int i = 0; i < args.Length; i++) s[at + i] = Of(args[i]);
        return Intern(s);
    }

    // A few hundred different signatures serve all of std; one string each.
    private static string Intern(ReadOnlySpan<char> s)
    {
        var lookup = s_interned.GetAlternateLookup<ReadOnlySpan<char>>();
        if (lookup.TryGetValue(s, out var have)) return have;
        string made = s.ToString();
        return s_interned.GetOrAdd(made, made);
    }
}
