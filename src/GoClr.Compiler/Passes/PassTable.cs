// The optimiser's table of contents: what runs on each function between inlining and the plans, in this order.
//
// Each pass can be switched off (GOCLR_OFF=loads,nil) and its result printed (GOCLR_DUMP=text prints the functions whose symbol contains
// the text as they are compiled, GOCLR_DUMPAFTER=pass,… or all also as they are behind those passes). With any of them off every program
// must behave the same, so a miscompilation is found by bisection. What is off is part of the key of all caches.
using System;
using System.Collections.Generic;
using GoClr.Compiler.IR;
using GoClr.Compiler.Objects;

namespace GoClr.Compiler.Passes;

/// <summary>A pass: its name for GOCLR_OFF, what it does in a line, and its method. Blocks only joins blocks: it is repeated where edges went away.</summary>
public sealed record Pass(string Name, string Help, Action<Function, PassContext> Run);

public sealed class PassContext(SymbolTable syms, PassOptions options)
{
    public readonly SymbolTable Syms = syms;
    public readonly PassOptions Options = options;
}

/// <summary>Which passes run.</summary>
public sealed class PassOptions
{
    private readonly HashSet<string> _off = [];
    private readonly HashSet<string> _after = [];
    public readonly string? Dump;

    public PassOptions(string off = "", string? dump = null, string after = "")
    {
        foreach (string s in off.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)) _off.Add(s);
        foreach (string s in after.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)) _after.Add(s);
        Dump = dump;
    }

    /// <summary>From GOCLR_OFF, GOCLR_DUMP and GOCLR_DUMPAFTER.</summary>
    public static PassOptions FromEnvironment() => new(Off, Environment.GetEnvironmentVariable("GOCLR_DUMP"), Environment.GetEnvironmentVariable("GOCLR_DUMPAFTER") ?? "");

    /// <summary>GOCLR_OFF: belongs into the key of whatever is stored.</summary>
    public static string Off => Environment.GetEnvironmentVariable("GOCLR_OFF") ?? "";

    public bool On(string pass) => !_off.Contains(pass);
    public bool Dumps(Function f) => Dump != null && f.Symbol.Contains(Dump, StringComparison.Ordinal);
    public bool DumpsAfter(string pass, Function f) => _after.Count > 0 && (_after.Contains(pass) || _after.Contains("all")) && Dumps(f);
}

public static class PassTable
{
    // Beyond this size value numbering costs more than such functions (tables in init functions) can gain.
    private const int MaxValues = 60_000;

    public static readonly Pass[] All =
    [
        new("blocks", "jump over blocks that only jump, join a block with the only one before it", (f, _) => DeadCode.Blocks(f)),
        new("gvn", "equal values, constants and copies; parts: loads, nil, bounds, branches", (f, c) => { if (f.Values.Count <= MaxValues) Gvn.Run(f, c.Syms, Parts(c.Options)); }),
        new("deadcode", "assignments nobody reads, area slots nobody addresses", (f, _) => DeadCode.Run(f)),
        new("counts", "conditional counting without a branch", (f, _) => Counts.Run(f)),
        new("join", "blocks once more, where branches are decided", (f, c) => { if (c.Options.On("blocks")) DeadCode.Blocks(f); }),
        new("strips", "polls of counted loops: one per 1,024 turns", (f, _) => StripMine.Run(f)),
    ];

    /// <summary>Names that can be switched off besides those of passes: what Inline runs before the table, and parts of gvn.</summary>
    public static readonly string[] PartNames = ["inline", "simplify", "promote", "loads", "nil", "bounds", "branches"];

    private static GvnParts Parts(PassOptions o) =>
        GvnParts.Values | (o.On("loads") ? GvnParts.Loads : 0) | (o.On("nil") ? GvnParts.NilChecks : 0) | (o.On("bounds") ? GvnParts.BoundsChecks : 0) | (o.On("branches") ? GvnParts.Branches : 0);

    public static void Run(Function f, PassContext c, bool verify)
    {
        foreach (var p in All)
        {
            if (!c.Options.On(p.Name)) continue;
            p.Run(f, c);
            if (c.Options.DumpsAfter(p.Name, f)) Console.Error.Write($"; after {p.Name}\n{IR.Dump.Text(f, c.Syms)}");
            if (verify) Verify.Run(f, c.Syms);
        }
    }
}
