// Expressions as messages show them: on one line, bodies of function literals and elements of composite literals as "…".
using System.Collections.Generic;
using System.Text;
using GoClr.Syntax;

namespace GoClr.Types;

internal static class ExprString
{
    internal static string Of(Expr e)
    {
        if (e is Name n) return n.Value;
        var b = new StringBuilder();
        Write(b, e);
        return b.ToString();
    }

    internal static string OperatorText(Operator op) => op switch
    {
        Operator.None => "", Operator.Not => "!", Operator.Recv => "<-", Operator.Tilde => "~", Operator.OrOr => "||", Operator.AndAnd => "&&",
        Operator.Eql => "==", Operator.Neq => "!=", Operator.Lss => "<", Operator.Leq => "<=", Operator.Gtr => ">", Operator.Geq => ">=",
        Operator.Add => "+", Operator.Sub => "-", Operator.Or => "|", Operator.Xor => "^", Operator.Mul => "*", Operator.Div => "/", Operator.Rem => "%",
        Operator.And => "&", Operator.AndNot => "&^", Operator.Shl => "<<", Operator.Shr => ">>",
    };

    private static void Write(StringBuilder b, Expr? e)
    {
        switch (e)
        {
            case null: break;
            case BadExpr: b.Append("<bad expr>"); break;
            case Name n: b.Append(n.Value); break;
            case BasicLit n: b.Append(n.Value); break;
            case FuncLit n:
                Write(b, n.Type);
                b.Append(n.Body.List.Count > 0 ? " {…}" : " {}");
                break;
            case CompositeLit n:
                Write(b, n.Type);
                b.Append(n.ElemList.Count > 0 ? "{…}" : "{}");
                break;
            case ParenExpr n: b.Append('('); Write(b, n.X); b.Append(')'); break;
            case SelectorExpr n: Write(b, n.X); b.Append('.'); Write(b, n.Sel); break;
            case IndexExpr n: Write(b, n.X); b.Append('['); Write(b, n.IndexArg); b.Append(']'); break;
            case SliceExpr n:
                Write(b, n.X);
                b.Append('[');
                Write(b, n.Indices[0]);
                b.Append(':');
                Write(b, n.Indices[1]);
                if (n.Indices[2] != null) { b.Append(':'); Write(b, n.Indices[2]); }
                b.Append(']');
                break;
            case AssertExpr n: Write(b, n.X); b.Append(".("); Write(b, n.Type); b.Append(')'); break;
            case TypeSwitchGuard n:
                if (n.Lhs != null) b.Append(n.Lhs.Value).Append(" := ");
                Write(b, n.X);
                b.Append(".(type)");
                break;
            case CallExpr n:
                Write(b, n.Fun);
                b.Append('(');
                WriteList(b, n.ArgList);
                if (n.HasDots) b.Append("...");
                b.Append(')');
                break;
            case Operation { Y: null } n: b.Append(OperatorText(n.Op)); Write(b, n.X); break;
            case Operation n: Write(b, n.X); b.Append(' ').Append(OperatorText(n.Op)).Append(' '); Write(b, n.Y); break;
            case KeyValueExpr n: Write(b, n.Key); b.Append(": "); Write(b, n.Value); break;
            case ListExpr n: WriteList(b, n.ElemList); break;
            case ArrayType n:
                b.Append('[');
                if (n.Len == null) b.Append("..."); else Write(b, n.Len);
                b.Append(']');
                Write(b, n.Elem);
                break;
            case SliceType n: b.Append("[]"); Write(b, n.Elem); break;
            case DotsType n: b.Append("..."); Write(b, n.Elem); break;
            case StructType n:
                b.Append("struct{");
                for (int i = 0; i < n.FieldList.Count; i++)
                {
                    var f = n.FieldList[i];
                    if (i > 0) b.Append(f.Name != null && n.FieldList[i - 1].Name != null && n.FieldList[i - 1].Type == f.Type ? ", " : "; ");
                    bool last = i + 1 == n.FieldList.Count || n.FieldList[i + 1].Name == null || n.FieldList[i + 1].Type != f.Type || f.Name == null;
                    if (f.Name != null && !f.Embedded) b.Append(f.Name.Value);
                    if (!last) continue;
                    if (f.Name != null && !f.Embedded) b.Append(' ');
                    Write(b, f.Type);
                    if (i < n.TagList.Count && n.TagList[i] is { } tag) b.Append(' ').Append(tag.Value);
                }
                b.Append('}');
                break;
            case FuncType n: b.Append("func"); WriteSignature(b, n); break;
            case InterfaceType n:
                b.Append("interface{");
                for (int i = 0; i < n.MethodList.Count; i++)
                {
                    var f = n.MethodList[i];
                    if (i > 0) b.Append("; ");
                    if (f.Name != null)
                    {
                        b.Append(f.Name.Value);
                        if (f.Type is FuncType ft) WriteSignature(b, ft);
                    }
                    else Write(b, f.Type);
                }
                b.Append('}');
                break;
            case MapType n: b.Append("map["); Write(b, n.Key); b.Append(']'); Write(b, n.Value); break;
            case ChanType n:
                b.Append(n.Dir switch { ChanDir.RecvOnly => "<-chan ", ChanDir.SendOnly => "chan<- ", ChanDir.Both => "chan " });
                if (n.Dir == ChanDir.Both && n.Elem is ChanType { Dir: ChanDir.RecvOnly }) { b.Append('('); Write(b, n.Elem); b.Append(')'); }
                else Write(b, n.Elem);
                break;
            default: b.Append(e.GetType().Name); break;
        }
    }

    private static void WriteList(StringBuilder b, List<Expr> list)
    {
        for (int i = 0; i < list.Count; i++)
        {
            if (i > 0) b.Append(", ");
            Write(b, list[i]);
        }
    }

    private static void WriteSignature(StringBuilder b, FuncType t)
    {
        WriteParams(b, t.ParamList);
        if (t.ResultList.Count == 0) return;
        b.Append(' ');
        if (t.ResultList.Count == 1 && t.ResultList[0].Name == null) Write(b, t.ResultList[0].Type);
        else WriteParams(b, t.ResultList);
    }

    private static void WriteParams(StringBuilder b, List<Field> list)
    {
        b.Append('(');
        for (int i = 0; i < list.Count; i++)
        {
            var f = list[i];
            if (i > 0) b.Append(", ");
            if (f.Name != null)
            {
                b.Append(f.Name.Value);
                if (i + 1 < list.Count && list[i + 1].Name != null && list[i + 1].Type == f.Type) continue;
                b.Append(' ');
            }
            Write(b, f.Type);
        }
        b.Append(')');
    }
}
