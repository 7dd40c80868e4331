// Terminating statements (spec): what lets a function with results end without a return.
using System.Collections.Generic;
using GoClr.Syntax;

namespace GoClr.Types;

public sealed partial class Checker
{
    /// <summary>label: the label of s if it is labelled, else "".</summary>
    private bool IsTerminating(Stmt s, string label)
    {
        switch (s)
        {
            case LabeledStmt l:
                return IsTerminating(l.Stmt, l.Label.Value);
            case ExprStmt e:
                return Extent.Unparen(e.X) is CallExpr call && Env.IsPanic != null && Env.IsPanic.Contains(call);
            case Syntax.ReturnStmt:
                return true;
            case BranchStmt b:
                return b.Tok is BranchKind.Goto or BranchKind.Fallthrough;
            case BlockStmt b:
                return IsTerminatingList(b.List, "");
            case IfStmt i:
                return i.Else != null && IsTerminating(i.Then, "") && IsTerminating(i.Else, "");
            case SwitchStmt sw:
                bool hasDefault = false;
                foreach (var c in sw.Body)
                {
                    hasDefault |= c.Cases == null;
                    if (!IsTerminatingList(c.Body, "") || HasBreak(c.Body, label, true)) return false;
                }
                return hasDefault;
            case SelectStmt sel:
                foreach (var c in sel.Body)
                {
                    if (!IsTerminatingList(c.Body, "") || HasBreak(c.Body, label, true)) return false;
                }
                return true;
            case ForStmt f:
                return f.Init is not RangeClause && f.Cond == null && !HasBreak(f.Body, label, true);
            default:
                return false;
        }
    }

    private bool IsTerminatingList(List<Stmt> list, string label)
    {
        for (int i = list.Count - 1; i >= 0; i--)
        {
            if (list[i] is not EmptyStmt) return IsTerminating(list[i], label);
        }
        return false;
    }

    /// <summary>Does s contain a break that leaves the statement around it: one with its label, or (isImplicit) one without?</summary>
    private static bool HasBreak(Stmt? s, string label, bool isImplicit)
    {
        switch (s)
        {
            case LabeledStmt l:
                return HasBreak(l.Stmt, label, isImplicit);
            case BranchStmt { Tok: BranchKind.Break } b:
                return b.Label == null ? isImplicit : b.Label.Value == label;
            case BlockStmt b:
                return HasBreak(b.List, label, isImplicit);
            case IfStmt i:
                return HasBreak(i.Then, label, isImplicit) || HasBreak(i.Else, label, isImplicit);
            case SwitchStmt sw when label != "":
                foreach (var c in sw.Body) if (HasBreak(c.Body, label, false)) return true;
                return false;
            case SelectStmt sel when label != "":
                foreach (var c in sel.Body) if (HasBreak(c.Body, label, false)) return true;
                return false;
            case ForStmt f when label != "":
                return HasBreak(f.Body, label, false);
            default:
                return false;
        }
    }

    private static bool HasBreak(List<Stmt> list, string label, bool isImplicit)
    {
        foreach (var s in list) if (HasBreak(s, label, isImplicit)) return true;
        return false;
    }
}
