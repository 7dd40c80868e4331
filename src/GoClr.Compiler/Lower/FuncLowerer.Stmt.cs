// Blocks, labels, branches, if.
//
// A branch finds its target among the enclosing statements of this body (Targets). What it does not find there lies outside of a
// range-over-func body and leaves that closure by a code; see FuncLowerer.RangeFunc.cs.
using System.Collections.Generic;
using GoClr.Compiler.IR;
using GoClr.Syntax;

namespace GoClr.Compiler.Lower;

public sealed partial class FuncLowerer
{
    private Dictionary<string, Block>? _labels;
    /// <summary>Label of the statement about to be lowered.</summary>
    private string? _pendingLabel;
    /// <summary>Start of the next case's body, for fallthrough.</summary>
    private Block? _fallthrough;

    private Block LabelBlock(string name)
    {
        _labels ??= [];
        if (!_labels.TryGetValue(name, out var b)) _labels[name] = b = B.NewBlock();
        return b;
    }

    partial void LowerBlock(BlockStmt s) => Stmts(s.List);

    partial void LowerLabeled(LabeledStmt s)
    {
        B.JumpInto(LabelBlock(s.Label.Value));
        _pendingLabel = s.Label.Value;
        if (s.Stmt is not (ForStmt or SwitchStmt or SelectStmt)) _pendingLabel = null;
        Stmt(s.Stmt);
        _pendingLabel = null;
    }

    private JumpTarget Enter(Stmt s, Block brk, Block? cont)
    {
        var t = new JumpTarget { Stmt = s, Label = _pendingLabel, Break = brk, Continue = cont };
        _pendingLabel = null;
        Targets.Add(t);
        return t;
    }

    private void Leave() => Targets.RemoveAt(Targets.Count - 1);

    partial void LowerBranch(BranchStmt s)
    {
        switch (s.Tok)
        {
            case BranchKind.Fallthrough:
                B.Jump(_fallthrough ?? throw Ice(s, "fallthrough without a next case"));
                return;
            case BranchKind.Goto:
                if (Range != null && !HasLabel(s.Label!.Value)) RangeLeave(RangeExit.Goto, s.Label.Value, s);
                else B.Jump(LabelBlock(s.Label!.Value));
                return;
        }
        bool isContinue = s.Tok == BranchKind.Continue;
        for (int i = Targets.Count - 1; i >= 0; i--)
        {
            var t = Targets[i];
            if (s.Label != null ? t.Label != s.Label.Value : isContinue && t.Continue == null) continue;
            B.Jump(isContinue ? t.Continue! : t.Break);
            return;
        }
        if (Range == null) throw Ice(s, "branch without a target");
        // Unlabelled, or with the loop's own label: this loop. Anything else lies further out.
        if (s.Label == null || s.Label.Value == Range.Label) RangeFinish(isContinue);
        else RangeLeave(isContinue ? RangeExit.Continue : RangeExit.Break, s.Label.Value, s);
    }

    /// <summary>The label is declared in this body (not in closures in it, nor outside of a range-over-func body).</summary>
    private bool HasLabel(string name)
    {
        if (_bodyLabels == null)
        {
            _bodyLabels = [];
            Walker.Inspect(BodyNode is ForStmt f ? f.Body : BodyNode, n =>
            {
                if (n is LabeledStmt l) _bodyLabels.Add(l.Label.Value);
                return n is not (FuncLit or TypeDecl) && !(n is ForStmt inner && Analysis.IsRangeFunc(inner));
            });
        }
        return _bodyLabels.Contains(name);
    }

    private HashSet<string>? _bodyLabels;

    private static bool ContainsLabel(Node? n)
    {
        if (n == null) return false;
        bool found = false;
        Walker.Inspect(n, x =>
        {
            found |= x is LabeledStmt;
            return !found && x is not FuncLit and not Syntax.Expr;
        });
        return found;
    }

    partial void LowerIf(IfStmt s)
    {
        Stmt(s.Init);
        SetLine(s);
        if (Tv(s.Cond).Value is GoClr.Types.BoolConst c && Tv(s.Cond).IsConst)
        {
            // The dead branch is left out unless a goto can reach into it.
            Stmt? live = c.Value ? s.Then : s.Else, dead = c.Value ? s.Else : s.Then;
            if (!ContainsLabel(dead))
            {
                Stmt(live);
                return;
            }
        }
        var then = B.NewBlock();
        var done = B.NewBlock();
        var els = s.Else == null ? done : B.NewBlock();
        CondBranch(s.Cond, then, els);
        B.SetBlock(then);
        Stmt(s.Then);
        if (B.Reachable) B.Jump(done);
        if (s.Else != null)
        {
            B.SetBlock(els);
            Stmt(s.Else);
            if (B.Reachable) B.Jump(done);
        }
        B.SetBlock(done);
    }
}
