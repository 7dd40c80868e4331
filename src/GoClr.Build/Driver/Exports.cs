// What compiled packages tell their importers beyond types: summaries, small bodies, escape tags; from this build, the cache, or the library's image.
using System.Collections.Concurrent;
using GoClr.Build.Link;
using GoClr.Compiler;
using GoClr.Compiler.Objects;
using GoClr.Compiler.Passes;

namespace GoClr.Build.Driver;

/// <param name="std">The image that holds the library's code; null while that is being made.</param>
public sealed class Exports(ImageSymbols? std) : IInlineBodies
{
    private readonly ConcurrentDictionary<string, InlineBody?> _bodies = new();
    private readonly ConcurrentDictionary<string, FuncSummary> _summaries = new();
    private readonly ConcurrentDictionary<string, FuncObject> _cached = new();

    /// <summary>Takes in a package that was compiled in an earlier build.</summary>
    public void Add(PackageObject o)
    {
        foreach (var f in o.Funcs) { if (!f.DupOk) _cached[o.Symbols[f.Symbol]] = f; }
    }

    /// <summary>A small function of a package compiled here, or, as text, of one compiled earlier.</summary>
    public InlineBody? Find(string symbol)
    {
        if (_bodies.TryGetValue(symbol, out var body)) return body;
        string? text = _cached.TryGetValue(symbol, out var f) ? f.Inline : std?.Inline(symbol);
        if (string.IsNullOrEmpty(text)) return null;
        var syms = new SymbolTable();
        body = new InlineBody(GoClr.Compiler.IR.Parse.Functions(text, syms)[0], syms);
        return _bodies.GetOrAdd(symbol, body);
    }

    void IInlineBodies.Publish(string symbol, InlineBody body) => _bodies[symbol] = body;

    public FuncSummary? Summary(string symbol)
    {
        if (_summaries.TryGetValue(symbol, out var s)) return s;
        return _cached.TryGetValue(symbol, out var f) ? new FuncSummary(f.Class, f.AreaNeed, f.Depth) : std?.Summary(symbol);
    }

    public void Publish(string symbol, FuncSummary summary) => _summaries[symbol] = summary;

    /// <summary>What a function compiled earlier does with its parameters.</summary>
    public string? EscapeTag(string symbol) => _cached.TryGetValue(symbol, out var f) ? f.EscapeTag : std?.EscapeTag(symbol);
}
