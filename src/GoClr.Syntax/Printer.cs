// Expressions, types and simple statements on one line, as gc shows them in messages: bodies of functions and composite
// literals are shortened to {…}, parentheses stand where the source has them.
using System;
using System.Collections.Generic;
using System.Text;

namespace GoClr.Syntax;

public sealed class Printer
{
    private const int MaxDepth = 500;       // deeper parts are shown as …

    private readonly StringBuilder _out = new();
    private int _depth;

    private Printer() { }

    public static string ExprString(Expr x)
    {
        var p = new Printer();
        p.Print(x);
        return p._out.ToString();
    }

    /// <summary>A simple statement (expression, send, assignment, range clause), return, branch, go or defer; others as their keyword.</summary>
    public static string StmtString(Stmt s)
    {
        var p = new Printer();
        p.PrintStmt(s);
        return p._out.ToString();
    }

    private void Write(string s) => _out.Append(s);

    private void Print(Expr? x)
    {
        if (x == null) return;
        if (_depth >= MaxDepth)
        {
            Write("…");
            return;
        }
        _depth++;
        PrintNested(x);
        _depth--;
    }

    private void PrintNested(Expr x)
    {
        switch (x)
        {
            case BadExpr: Write("<bad expr>"); break;
            case Name n: Write(n.Value); break;
            case BasicLit n: Write(n.Value); break;
            case FuncLit n:
                Print(n.Type);
                Write(n.Body.List.Count > 0 ? " {…}" : " {}");
                break;
            case CompositeLit n:
                Print(n.Type);
                Write(n.ElemList.Count > 0 ? "{…}" : "{}");
                break;
            case ParenExpr n: Write("("); Print(n.X); Write(")"); break;
            case SelectorExpr n: Print(n.X); Write("."); Print(n.Sel); break;
            case IndexExpr n: Print(n.X); Write("["); Print(n.IndexArg); Write("]"); break;
            case SliceExpr n:
                Print(n.X);
                Write("[");
                Print(n.Indices[0]);
                Write(":");
                Print(n.Indices[1]);
                if (n.Indices[2] != null)
                {
                    Write(":");
                    Print(n.Indices[2]);
                }
                Write("]");
                break;
            case AssertExpr n: Print(n.X); Write(".("); Print(n.Type); Write(")"); break;
            case TypeSwitchGuard n:
                if (n.Lhs != null)
                {
                    Print(n.Lhs);
                    Write(" := ");
                }
                Print(n.X);
                Write(".(type)");
                break;
            case CallExpr n:
                Print(n.Fun);
                Write("(");
                List(n.ArgList);
                Write(n.HasDots ? "...)" : ")");
                break;
            case Operation { Y: null } n: Write(n.Op.Text()); Print(n.X); break;
            case Operation n: Print(n.X); Write($" {n.Op.Text()} "); Print(n.Y); break;
            case KeyValueExpr n: Print(n.Key); Write(": "); Print(n.Value); break;
            case ListExpr n: List(n.ElemList); break;

            case ArrayType n:
                Write("[");
                if (n.Len == null) Write("...");
                Print(n.Len);
                Write("]");
                Print(n.Elem);
                break;
            case SliceType n: Write("[]"); Print(n.Elem); break;
            case DotsType n: Write("..."); Print(n.Elem); break;
            case StructType n:
                Write("struct{");
                Fields(n);
                Write("}");
                break;
            case InterfaceType n:
                Write("interface{");
                for (int i = 0; i < n.MethodList.Count; i++)
                {
                    if (i > 0) Write("; ");
                    var m = n.MethodList[i];
                    Print(m.Name);
                    if (m.Name != null && m.Type is FuncType sig) Signature(sig);
                    else Print(m.Type);
                }
                Write("}");
                break;
            case FuncType n: Write("func"); Signature(n); break;
            case MapType n: Write("map["); Print(n.Key); Write("]"); Print(n.Value); break;
            case ChanType n:
                Write(n.Dir switch { ChanDir.RecvOnly => "<-chan ", ChanDir.SendOnly => "chan<- ", ChanDir.Both => "chan " });
                bool paren = n.Dir == ChanDir.Both && n.Elem is ChanType { Dir: ChanDir.RecvOnly };     // chan (<-chan T) is not chan<- chan T
                if (paren) Write("(");
                Print(n.Elem);
                if (paren) Write(")");
                break;
            default:
                throw new InvalidOperationException("expression of kind " + x.GetType().Name);
        }
    }

    private void List(List<Expr> list)
    {
        for (int i = 0; i < list.Count; i++)
        {
            if (i > 0) Write(", ");
            Print(list[i]);
        }
    }

    private void Fields(StructType n)
    {
        for (int i = 0; i < n.FieldList.Count; i++)
        {
            if (i > 0) Write("; ");
            var f = n.FieldList[i];
            if (f.Name != null)
            {
                Print(f.Name);
                while (i + 1 < n.FieldList.Count && n.FieldList[i + 1] is { Name: not null } next && next.Type == f.Type)
                {
                    Write(", ");
                    Print(next.Name);
                    i++;
                }
                Write(" ");
            }
            Print(f.Type);
            if (i < n.TagList.Count && n.TagList[i] is { } tag)
            {
                Write(" ");
                Print(tag);
            }
        }
    }

    private void Signature(FuncType n)
    {
        Params(n.ParamList);
        if (n.ResultList.Count == 0) return;
        Write(" ");
        if (n.ResultList is [{ Name: null } only]) Print(only.Type);
        else Params(n.ResultList);
    }

    private void Params(List<Field> list)
    {
        Write("(");
        for (int i = 0; i < list.Count; i++)
        {
            var f = list[i];
            if (i > 0) Write(", ");
            if (f.Name != null)
            {
                Print(f.Name);
                if (i + 1 < list.Count && list[i + 1] is { Name: not null } next && next.Type == f.Type) continue;
                Write(" ");
            }
            Print(f.Type);
        }
        Write(")");
    }

    private void PrintStmt(Stmt s)
    {
        switch (s)
        {
            case ExprStmt n: Print(n.X); break;
            case SendStmt n: Print(n.Chan); Write(" <- "); Print(n.Value); break;
            case AssignStmt { Rhs: null } n: Print(n.Lhs); Write(n.Op.Text() + n.Op.Text()); break;
            case AssignStmt n: Print(n.Lhs); Write(n.Def ? " := " : $" {n.Op.Text()}= "); Print(n.Rhs); break;
            case RangeClause n:
                if (n.Lhs != null)
                {
                    Print(n.Lhs);
                    Write(n.Def ? " := " : " = ");
                }
                Write("range ");
                Print(n.X);
                break;
            case CallStmt n: Write(n.IsDefer ? "defer " : "go "); Print(n.Call); break;
            case ReturnStmt n:
                Write("return");
                if (n.Results != null) Write(" ");
                Print(n.Results);
                break;
            case BranchStmt n:
                Write(n.Tok switch { BranchKind.Break => "break", BranchKind.Continue => "continue", BranchKind.Fallthrough => "fallthrough", BranchKind.Goto => "goto" });
                if (n.Label != null) Write(" " + n.Label.Value);
                break;
            case LabeledStmt n: Write(n.Label.Value + ": "); PrintStmt(n.Stmt); break;
            case BlockStmt: Write("{…}"); break;
            case IfStmt: Write("if …"); break;
            case ForStmt: Write("for …"); break;
            case SwitchStmt: Write("switch …"); break;
            case SelectStmt: Write("select …"); break;
        }
    }
}
