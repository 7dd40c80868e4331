// Labels, and where break, continue, fallthrough and goto lead: checked per function body, right after it has been parsed.
//
// A block is walked once, statement by statement. A goto whose label has not been met is handed outward as a forward goto until
// a block declares the label; those that reach the body's end have no label they could reach. A forward goto must not pass a
// variable declaration: each declaration marks the forward gotos that are open at that point.
using System;
using System.Collections.Generic;

namespace GoClr.Syntax;

internal sealed class Branches
{
    private sealed class Block(Block? parent, Pos start, LabeledStmt? labeled)
    {
        internal readonly Block? Parent = parent;
        internal readonly Pos Start = start;
        internal readonly LabeledStmt? Labeled = labeled;       // the label of the statement whose block this is
    }

    private sealed class Label(Block block, LabeledStmt stmt)
    {
        internal readonly Block Block = block;                  // the block that declares it
        internal readonly LabeledStmt Stmt = stmt;
        internal bool Used;
    }

    // What break and continue leave here, and the index of the switch clause whose statement list this is (-1: none).
    private readonly record struct Context(Stmt? Breaks, ForStmt? Continues, int CaseIndex);

    private readonly Action<Pos, string> _error;
    private Dictionary<string, Label>? _labels;

    private Branches(Action<Pos, string> error) => _error = error;

    internal static void Check(BlockStmt body, Action<Pos, string> error)
    {
        var b = new Branches(error);
        var open = b.Walk(null, default(Context) with { CaseIndex = -1 }, null, body.Pos, body.List);
        if (open != null)
        {
            foreach (var g in open)
            {
                string name = g.Label!.Value;
                if (b.Find(name) is { } label)
                {
                    label.Used = true;
                    error(g.Label.Pos, $"goto {name} jumps into block starting at {label.Block.Start}");
                }
                else error(g.Label.Pos, $"label {name} not defined");
            }
        }
        if (b._labels == null) return;
        foreach (var label in b._labels.Values)
        {
            if (!label.Used) error(label.Stmt.Label.Pos, $"label {label.Stmt.Label.Value} defined and not used");
        }
    }

    private Label? Find(string name) => _labels != null && _labels.TryGetValue(name, out var label) ? label : null;

    private Label Declare(Block b, LabeledStmt s)
    {
        string name = s.Label.Value;
        if (Find(name) is { } other)
        {
            _error(s.Label.Pos, $"label {name} already defined at {other.Stmt.Label.Pos}");
            return other;
        }
        var label = new Label(b, s);
        (_labels ??= []).Add(name, label);
        return label;
    }

    /// <summary>Walks a statement list; the result are the forward gotos that are still open, or null.</summary>
    private List<BranchStmt>? Walk(Block? parent, Context ctxt, LabeledStmt? labeled, Pos start, List<Stmt> list)
    {
        var b = new Block(parent, start, labeled);
        List<BranchStmt>? open = null, overVar = null;      // overVar: those of open that pass the declaration last seen
        Pos varPos = default;
        Expr? varName = null;

        int count = list.Count;
        while (count > 0 && list[count - 1] is EmptyStmt) count--;      // they do not count after a fallthrough
        for (int i = 0; i < count; i++)
        {
            LabeledStmt? label = null;
            var stmt = list[i];
            while (stmt is LabeledStmt s)
            {
                if (s.Label.Value != "_")
                {
                    var l = Declare(b, s);
                    for (int j = 0; open != null && j < open.Count; j++)
                    {
                        var g = open[j];
                        if (g.Label!.Value != s.Label.Value) continue;
                        g.Target = s;
                        l.Used = true;
                        if (overVar != null && overVar.Contains(g))
                            _error(g.Label.Pos, $"goto {s.Label.Value} jumps over declaration of {Printer.ExprString(varName!)} at {varPos}");
                        open.RemoveAt(j--);
                    }
                    label = s;
                }
                stmt = s.Stmt;
            }

            switch (stmt)
            {
                case DeclStmt d:
                    foreach (var decl in d.DeclList)
                    {
                        if (decl is not VarDecl v) continue;
                        Passed(v.Pos, v.NameList[0]);
                        break;
                    }
                    break;
                case AssignStmt { Def: true } a:
                    Passed(a.Pos, a.Lhs);
                    break;
                case BranchStmt { Label: null } br:
                    Unlabelled(br, ctxt, i + 1 == count);
                    break;
                case BranchStmt br:
                    if (!Labelled(br, b)) (open ??= []).Add(br);
                    break;
                case BlockStmt block:
                    Inner(ctxt with { CaseIndex = -1 }, block.Pos, block.List);
                    break;
                case IfStmt f:
                    // An else if is a block of its own, but it can declare no label: the chain is as good as flat.
                    while (true)
                    {
                        Inner(ctxt with { CaseIndex = -1 }, f.Then.Pos, f.Then.List);
                        if (f.Else is IfStmt next) f = next;
                        else break;
                    }
                    if (f.Else is BlockStmt e) Inner(ctxt with { CaseIndex = -1 }, e.Pos, e.List);
                    break;
                case ForStmt f:
                    Inner(new Context(f, f, -1), f.Body.Pos, f.Body.List);
                    break;
                case SwitchStmt s:
                    for (int c = 0; c < s.Body.Count; c++) Inner(new Context(s, ctxt.Continues, c), s.Body[c].Pos, s.Body[c].Body);
                    break;
                case SelectStmt s:
                    foreach (var c in s.Body) Inner(new Context(s, ctxt.Continues, -1), c.Pos, c.Body);
                    break;
            }

            void Inner(Context c, Pos pos, List<Stmt> body)
            {
                if (Walk(b, c, label, pos, body) is { } inner) (open ??= []).AddRange(inner);
            }
        }
        return open;

        void Passed(Pos pos, Expr name)
        {
            (varPos, varName) = (pos, name);
            overVar = open == null ? null : [.. open];
        }
    }

    private void Unlabelled(BranchStmt s, Context ctxt, bool last)
    {
        switch (s.Tok)
        {
            case BranchKind.Break:
                s.Target = ctxt.Breaks;
                if (s.Target == null) _error(s.Pos, "break is not in a loop, switch, or select");
                break;
            case BranchKind.Continue:
                s.Target = ctxt.Continues;
                if (s.Target == null) _error(s.Pos, "continue is not in a loop");
                break;
            case BranchKind.Fallthrough:
                if (ctxt.Breaks is not SwitchStmt sw) _error(s.Pos, "fallthrough statement out of place");
                else if (sw.Tag is TypeSwitchGuard) _error(s.Pos, "cannot fallthrough in type switch");
                else if (ctxt.CaseIndex < 0 || !last) _error(s.Pos, "fallthrough statement out of place");
                else if (ctxt.CaseIndex + 1 == sw.Body.Count) _error(s.Pos, "cannot fallthrough final case in switch");
                break;
        }
    }

    // False: a goto whose label may still come.
    private bool Labelled(BranchStmt s, Block b)
    {
        string name = s.Label!.Value;
        var label = Find(name);
        if (label != null) label.Used = true;       // even if it cannot be the target

        if (s.Tok == BranchKind.Goto)
        {
            for (Block? outer = b; label != null && outer != null; outer = outer.Parent)
            {
                if (label.Block != outer) continue;
                s.Target = label.Stmt;
                return true;
            }
            return false;
        }

        string what = s.Tok == BranchKind.Break ? "break" : "continue";
        if (label == null)
        {
            _error(s.Label.Pos, $"{what} label not defined: {name}");
            return true;
        }
        for (Block? outer = b; outer != null; outer = outer.Parent)
        {
            if (outer.Labeled != label.Stmt) continue;
            var target = label.Stmt.Stmt;
            if (target is ForStmt || s.Tok == BranchKind.Break && target is SwitchStmt or SelectStmt) s.Target = target;
            break;
        }
        if (s.Target == null) _error(s.Label.Pos, $"invalid {what} label {name}");
        return true;
    }
}
