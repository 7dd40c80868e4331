// The compiler's table of contents: what happens to a lowered package until it is an object.
//
//     IR ─Verify→ ─Inline→ ─PassTable→ ─Summaries→ plans (call classes, guards, area tests) ─Suspend→ frame layouts, states, clone graph ─Emit→ IL and tables
using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using GoClr.Abi;
using GoClr.Compiler.Emit;
using GoClr.Compiler.IR;
using GoClr.Compiler.Lower;
using GoClr.Compiler.Objects;
using GoClr.Compiler.Passes;

namespace GoClr.Compiler;

/// <summary>Functions that may be inlined into any package, by symbol.</summary>
public interface IInlineBodies
{
    InlineBody? Find(string symbol);
    void Publish(string symbol, InlineBody body);
}

public static class CodeGenerator
{
    /// <summary>Compiles all functions of a package.</summary>
    /// <param name="imported">Summary of a function of an imported package, null: unknown.</param>
    /// <param name="publish">Receives this package's summaries.</param>
    /// <param name="options">Which passes run around inlining; null: all.</param>
    /// <param name="inline">Small functions of other packages; receives this package's. Null: nothing is inlined.</param>
    public static PackageObject Generate(LoweredPackage lowered, IReadOnlyDictionary<string, CallClass> natives, Func<string, FuncSummary?> imported, Action<string, FuncSummary> publish,
        IInlineBodies? inline = null, InlineOptions? options = null)
    {
        var obj = lowered.Object;
        var syms = obj.Symbols;
        var funcs = lowered.Funcs;
        var aliases = new Dictionary<string, string>();
        foreach (var (from, to) in obj.Aliases) aliases[syms[from]] = syms[to];

        FuncSummary? Imported(string symbol)
        {
            for (int i = 0; i < 4; i++)
            {
                if (natives.TryGetValue(symbol, out var c)) return new FuncSummary(c, 0, 0);
                if (imported(symbol) is { } s) return s;
                if (!aliases.TryGetValue(symbol, out symbol!)) break;
            }
            return null;
        }

        var passes = PassOptions.FromEnvironment();
        foreach (var f in funcs) Verify.Run(f, syms);
        foreach (var f in funcs) if ((f.Flags & FuncFlags.Wrapper) != 0) SetVia(f, syms);
        var published = new Dictionary<string, InlineBody>();
        if (inline != null)
        {
            void Publish(string symbol, InlineBody body)
            {
                published[symbol] = body;
                inline.Publish(symbol, body);
            }
            Inline.Run(funcs, obj, s => natives.TryGetValue(s, out var c) ? c : null, inline.Find, Publish, options ?? new InlineOptions(passes.On("inline"), passes.On("simplify"), passes.On("promote")));
        }
        var context = new PassContext(syms, passes);
        foreach (var f in funcs) PassTable.Run(f, context, verify: inline != null);
        var plans = Summaries.Run(funcs, syms, Imported, natives.ContainsKey);
        var compiled = new FuncObject?[funcs.Count];
        void One(int i)
        {
            if (natives.ContainsKey(funcs[i].Symbol)) return;      // a native takes the body's place
            if (passes.Dumps(funcs[i])) Console.Error.Write(Dump.Text(funcs[i], syms));
            compiled[i] = new FuncCompiler(syms, natives.ContainsKey).Compile(funcs[i], plans[i]);
        }
        // Packages are compiled side by side already; only a large one is worth splitting.
        if (funcs.Count > 200) Parallel.For(0, funcs.Count, One);
        else for (int i = 0; i < funcs.Count; i++) One(i);
        for (int i = 0; i < funcs.Count; i++)
        {
            if (compiled[i] is not { } c) continue;
            obj.Funcs.Add(c);
            if (published.TryGetValue(funcs[i].Symbol, out var body)) c.Inline = Dump.Text(body.F, body.Symbols, names: false);
            publish(funcs[i].Symbol, plans[i].Summary);
        }
        return obj;
    }

    /// <summary>What a wrapper calls, before inlining hides it. One that calls through a pointer may stand for anything.</summary>
    private static void SetVia(Function f, SymbolTable syms)
    {
        foreach (var c in f.Calls)
        {
            if (c.Kind == CalleeKind.Direct)
            {
                if (!c.NoReturn && !syms[c.Symbol].StartsWith("runtime.", StringComparison.Ordinal)) f.Via = c.Symbol;
            }
            else f.Flags |= FuncFlags.HasRecover;
        }
    }
}
