// Expressions as gc's back end prints them in -m messages: from checked types rather than from the source. Constants are folded, parentheses stand where
// precedence asks for them, literals are shortened, and the slice of variadic arguments shows as "... argument".
using System.Globalization;
using System.Text;
using GoClr.Compiler.Lower;
using GoClr.Syntax;
using GoClr.Types;
using Type = GoClr.Types.Type;

namespace GoClr.Compiler.Escape;

internal sealed class NodeText(CheckedPackage info)
{
    private const int Postfix = 8, Unary = 7;

    private readonly StringBuilder _b = new();

    internal string Of(Expr e)
    {
        _b.Clear();
        Write(e, 0);
        return _b.ToString();
    }

    internal string OfType(Type t) => new TypeText(info.Pkg).Of(t);

    /// <summary>A constant of a type: the type is named if the constant's default type is another.</summary>
    internal string Constant(ConstValue v, Type? type)
    {
        var t = type == null ? null : TypeOps.Unalias(type);
        if (t is Basic { Kind: BasicKind.UntypedRune } or Basic { Kind: BasicKind.Int32, Name: "rune" } && v is IntConst rune && rune.Value >= 0 && rune.Value <= 0x10ffff)
            return Quoting.Rune((int)rune.Value);
        string text = ConstOps.Format(v);
        bool plain = t == null || t is Basic b && ((b.Info & BasicInfo.Untyped) != 0 || b.Kind == v switch
        {
            BoolConst => BasicKind.Bool, IntConst => BasicKind.Int, FloatConst => BasicKind.Float64, ComplexConst => BasicKind.Complex128, _ => BasicKind.String,
        });
        return plain ? text : $"{OfType(t!)}({text})";
    }

    private void Write(Expr e, int prec)
    {
        while (e is ParenExpr p) e = p.X;
        var tv = info.Types[e.Index];
        if (tv.IsConst) { _b.Append(Constant(tv.Value!, ConstType(e, tv.Type))); return; }
        if (tv.IsNil) { _b.Append("nil"); return; }
        if (tv.IsType && tv.Type != null) { _b.Append(OfType(tv.Type)); return; }
        int own = Precedence(e);
        bool paren = prec > own;
        if (paren) _b.Append('(');
        Body(e, own);
        if (paren) _b.Append(')');
    }

    /// <summary>A rune literal prints as one, though its type is int32 as any rune's is.</summary>
    private static Type? ConstType(Expr e, Type? t) => e is BasicLit { Kind: LitKind.Rune } && t is Basic { Kind: BasicKind.Int32 } ? Universe.UntypedRune : t;

    private int Precedence(Expr e) => e switch
    {
        Operation { Y: null } => Unary,
        Operation { Op: Operator.Add } o when info.Types[o.Index].Type is { } t && TypeOps.Unalias(t).Underlying is Basic { Info: var i } && (i & BasicInfo.String) != 0 => 0,
        Operation o => o.Op switch
        {
            Operator.Mul or Operator.Div or Operator.Rem or Operator.Shl or Operator.Shr or Operator.And or Operator.AndNot => 6,
            Operator.Add or Operator.Sub or Operator.Or or Operator.Xor => 5,
            Operator.AndAnd => 2, Operator.OrOr => 1,
            _ => 4,
        },
        _ => Postfix,
    };

    private void Body(Expr e, int own)
    {
        switch (e)
        {
            case Name n: _b.Append(n.Value); break;
            case BasicLit l: _b.Append(l.Value); break;
            case FuncLit: _b.Append("func literal"); break;
            case CompositeLit c: Composite(c); break;
            case SelectorExpr s:
                if (info.Selections[s.Index] == null) { _b.Append(QualifiedName(s)); break; }
                Path(s);
                break;
            case IndexExpr x:
                if (info.Types[x.IndexArg.Index].IsType || x.IndexArg is ListExpr) { Write(x.X, own); break; }
                Write(x.X, own);
                _b.Append('[');
                Write(x.IndexArg, 0);
                _b.Append(']');
                break;
            case SliceExpr x:
                Write(x.X, own);
                _b.Append('[');
                if (x.Indices[0] != null) Write(x.Indices[0]!, 0);
                _b.Append(':');
                if (x.Indices[1] != null) Write(x.Indices[1]!, 0);
                if (x.Indices[2] != null) { _b.Append(':'); Write(x.Indices[2]!, 0); }
                _b.Append(']');
                break;
            case AssertExpr a:
                Write(a.X, own);
                _b.Append(".(").Append(OfType(info.Types[a.Type.Index].Type!)).Append(')');
                break;
            case Operation { Y: null } o: UnaryOp(o, own); break;
            case Operation { Y: { } y } o:
                if (own == 0) { Concat(o); break; }
                Write(o.X, own);
                _b.Append(' ').Append(o.Op.Text()).Append(' ');
                Write(y, own + 1);
                break;
            case CallExpr c: Call(c, own); break;
            case KeyValueExpr kv:
                Write(kv.Key, 0);
                _b.Append(':');
                Write(kv.Value, 0);
                break;
            default: _b.Append(Printer.ExprString(e)); break;
        }
    }

    private string QualifiedName(SelectorExpr s) => info.Uses[s.Sel.Index] is { Pkg: { } p } o ? p.Name + "." + o.Name : s.Sel.Value;

    /// <summary>A field or method, with the embedded fields on the way to it.</summary>
    private void Path(SelectorExpr s)
    {
        Write(s.X, Postfix);
        var sel = info.Selections[s.Index]!;
        var t = info.Types[s.X.Index].Type;
        for (int i = 0; i < sel.Index.Length - 1; i++)
        {
            if (t?.Underlying is PointerT p) t = p.Elem;
            if (t?.Underlying is not StructT st) break;
            var f = st.Fields[sel.Index[i]];
            _b.Append('.').Append(f.Name);
            t = f.Type;
        }
        _b.Append('.').Append(s.Sel.Value);
    }

    private void UnaryOp(Operation o, int own)
    {
        var x = o.X;
        while (x is ParenExpr p) x = p.X;
        if (o.Op == Operator.And && x is CompositeLit c)
        {
            _b.Append('&');
            Composite(c);
            return;
        }
        _b.Append(o.Op.Text());
        if (x is Operation { Y: null } inner && inner.Op == o.Op && o.Op != Operator.Mul) _b.Append(' ');
        Write(x, own + 1);
    }

    private void Concat(Operation o)
    {
        Term(o.X);
        _b.Append(" + ");
        Term(o.Y!);
        void Term(Expr e)
        {
            while (e is ParenExpr p) e = p.X;
            if (!info.Types[e.Index].IsConst && e is Operation { Op: Operator.Add, Y: not null } inner) Concat(inner);
            else Write(e, 0);
        }
    }

    /// <summary>A make whose last argument is the constant.</summary>
    internal string MakeText(CallExpr c, ConstValue size)
    {
        _b.Clear();
        _b.Append("make(");
        for (int i = 0; i < c.ArgList.Count - 1; i++)
        {
            Write(c.ArgList[i], 0);
            _b.Append(", ");
        }
        return _b.Append(ConstOps.Format(size)).Append(')').ToString();
    }

    internal string CompositeText(CompositeLit c)
    {
        _b.Clear();
        Composite(c);
        return _b.ToString();
    }

    private void Composite(CompositeLit c)
    {
        var t = info.Types[c.Index].Type;
        if (c.Type == null && t?.Underlying is PointerT p)
        {
            _b.Append('&');
            t = p.Elem;
        }
        _b.Append(t == null ? "" : OfType(t)).Append(c.ElemList.Count > 0 ? "{...}" : "{}");
    }

    /// <summary>T(x), with parentheses around a type that has no name.</summary>
    internal string ConversionText(CallExpr c)
    {
        _b.Clear();
        Conversion(c);
        return _b.ToString();
    }

    private void Conversion(CallExpr c)
    {
        var t = info.Types[c.Index].Type ?? info.Types[c.Fun.Index].Type!;
        if (t.Underlying is SliceT { Elem.Underlying: Basic { Kind: BasicKind.Int32 } } && info.Types[c.ArgList[0].Index].Value is StringConst text)
        {
            // A constant's runes are known: a composite literal.
            _b.Append(OfType(t)).Append(text.Value.Length > 0 ? "{...}" : "{}");
            return;
        }
        bool named = t is Basic or Named or AliasT or TypeParam;
        if (!named) _b.Append('(');
        _b.Append(OfType(t));
        if (!named) _b.Append(')');
        _b.Append('(');
        Write(c.ArgList[0], 0);
        _b.Append(')');
    }

    private void Call(CallExpr c, int own)
    {
        if (info.Types[c.Fun.Index].IsType)
        {
            // A conversion to an interface of what is one already, or between types of the same kind, still shows.
            Conversion(c);
            return;
        }
        Expr fun = c.Fun;
        while (fun is ParenExpr p) fun = p.X;
        var builtin = fun is Name n ? info.Uses[n.Index] as Builtin : fun is SelectorExpr s && info.Selections[s.Index] == null ? info.Uses[s.Sel.Index] as Builtin : null;
        if (builtin != null)
        {
            _b.Append(fun is SelectorExpr ? "unsafe." : "").Append(builtin.Name);
            List(c, c.ArgList.Count, false);
            return;
        }
        Write(fun, own);
        var sig = info.Types[c.Fun.Index].Type?.Underlying as SignatureT;
        bool packs = sig is { Variadic: true } && !c.HasDots && !(c.ArgList.Count == 1 && info.Types[c.ArgList[0].Index].Type is TupleT);
        List(c, packs ? sig!.Params.Count - 1 : c.ArgList.Count, packs, packs && c.ArgList.Count < sig!.Params.Count);
    }

    private void List(CallExpr c, int n, bool packs, bool none = false)
    {
        _b.Append('(');
        for (int i = 0; i < n && i < c.ArgList.Count; i++)
        {
            if (i > 0) _b.Append(", ");
            Write(c.ArgList[i], 0);
        }
        if (packs)
        {
            if (n > 0) _b.Append(", ");
            _b.Append(none ? "nil..." : "... argument...");
        }
        else if (c.HasDots) _b.Append("...");
        _b.Append(')');
    }
}

/// <summary>Types as gc's back end prints them: packages by name, those of the package itself without.</summary>
internal sealed class TypeText(Package local)
{
    private readonly StringBuilder _b = new();

    internal string Of(Type t)
    {
        _b.Clear();
        Write(t);
        return _b.ToString();
    }

    private void Qualify(Package? p)
    {
        if (p != null && !ReferenceEquals(p, local)) _b.Append(p.Name).Append('.');
    }

    private void Write(Type? type)
    {
        switch (type)
        {
            case AliasT { Obj.Pkg: null } a: _b.Append(a.Obj.Name); break;      // any
            case AliasT a: Write(TypeOps.Unalias(a)); break;
            case Basic { Kind: BasicKind.UnsafePointer }: _b.Append("unsafe.Pointer"); break;
            case Basic b: _b.Append(b.Name); break;
            case Named n:
                Qualify(n.Obj.Pkg);
                _b.Append(n.Obj.Name);
                if (n.TypeArgs.Count == 0) break;
                _b.Append('[');
                for (int i = 0; i < n.TypeArgs.Count; i++)
                {
                    if (i > 0) _b.Append(',');
                    Write(n.TypeArgs[i]);
                }
                _b.Append(']');
                break;
            case TypeParam p: _b.Append(p.Obj.Name); break;
            case PointerT p: _b.Append('*'); Write(p.Elem); break;
            case ArrayT a: _b.Append('[').Append(a.Len).Append(']'); Write(a.Elem); break;
            case SliceT s: _b.Append("[]"); Write(s.Elem); break;
            case MapT m: _b.Append("map["); Write(m.Key); _b.Append(']'); Write(m.Elem); break;
            case ChanT c:
                _b.Append(c.Dir switch { ChanDir.RecvOnly => "<-chan ", ChanDir.SendOnly => "chan<- ", ChanDir.Both => "chan " });
                bool paren = c.Dir == ChanDir.Both && TypeOps.Unalias(c.Elem) is ChanT { Dir: ChanDir.RecvOnly };
                if (paren) _b.Append('(');
                Write(c.Elem);
                if (paren) _b.Append(')');
                break;
            case SignatureT f: _b.Append("func"); Signature(f); break;
            case StructT s:
                _b.Append("struct {");
                for (int i = 0; i < s.Fields.Count; i++)
                {
                    var f = s.Fields[i];
                    _b.Append(i > 0 ? "; " : " ");
                    if (!f.Embedded) _b.Append(f.Name).Append(' ');
                    Write(f.Type);
                    if (s.Tag(i) is { Length: > 0 } tag) _b.Append(' ').Append(Quoting.String(tag));
                }
                _b.Append(s.Fields.Count > 0 ? " }" : "}");
                break;
            case InterfaceT it:
                var ms = LinkNames.InterfaceMethods(it);
                if (ms.Count == 0) { _b.Append("interface {}"); break; }
                _b.Append("interface {");
                for (int i = 0; i < ms.Count; i++)
                {
                    _b.Append(i > 0 ? "; " : " ");
                    if (!ms[i].Exported) Qualify(ms[i].Pkg);
                    _b.Append(ms[i].Name);
                    if (ms[i].Type is SignatureT sig) Signature(sig);
                }
                _b.Append(" }");
                break;
            default: _b.Append(type?.ToString() ?? "<nil>"); break;
        }
    }

    private void Signature(SignatureT f)
    {
        Params(f.Params, f.Variadic);
        if (f.Results.Count == 0) return;
        _b.Append(' ');
        if (f.Results.Count == 1) Write(f.Results.Vars[0].Type);
        else Params(f.Results, false);
    }

    private void Params(TupleT t, bool variadic)
    {
        _b.Append('(');
        for (int i = 0; i < t.Count; i++)
        {
            if (i > 0) _b.Append(", ");
            var pt = t.Vars[i].Type;
            if (variadic && i == t.Count - 1 && pt is SliceT s)
            {
                _b.Append("...");
                pt = s.Elem;
            }
            Write(pt);
        }
        _b.Append(')');
    }
}
