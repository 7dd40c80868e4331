// Composite literals and function literals.
//
// The body of a function literal is checked when its statement is done (Later), before the scope around it changes: it may belong to
// a declaration that it refers to itself.
using System.Collections.Generic;
using GoClr.Syntax;
using static GoClr.Types.TypeOps;

namespace GoClr.Types;

public sealed partial class Checker
{
    private void FuncLit(Operand x, FuncLit e)
    {
        if (Typ(e.Type) is not SignatureT sig)
        {
            x.Invalidate();
            return;
        }
        if (!Conf.IgnoreFuncBodies)
        {
            // It belongs to the declaration around it: dependencies of that, its iota.
            var decl = Env.Decl;
            var iota = Env.Iota;
            Later(() => FuncBody(decl, "<function literal>", sig, e.Body, iota));
        }
        x.Mode = OperandMode.Value;
        x.Type = sig;
    }

    /// <summary>hint: the element type of the literal around e, for elided types.</summary>
    private void CompositeLit(Operand x, CompositeLit e, Type? hint)
    {
        Type typ, bas;
        bool isElem = false;
        if (e.Type is Syntax.ArrayType { Len: null } open)
        {
            // [...]T: the length is set when the elements are counted.
            typ = bas = new ArrayT(VarType(open.Elem), -1);
        }
        else if (e.Type != null) typ = bas = Typ(e.Type);
        else if (hint != null)
        {
            typ = bas = hint;
            if (CommonUnder(hint) is PointerT p) bas = p.Elem; // *T: &T{}
            isElem = true;
        }
        else
        {
            Error(e, "missing type in composite literal");
            typ = bas = Universe.Invalid;
        }
        if (!IsComplete(bas))
        {
            x.Invalidate();
            return;
        }

        var utyp = IsTypeParam(bas) ? CommonUnder(bas) : bas.Underlying;
        switch (utyp)
        {
            case StructT s:
                StructLit(x, e, s, bas);
                break;
            case ArrayT a:
                long n = IndexedElements(e.ElemList, a.Elem, a.Len);
                if (a.Len < 0)
                {
                    a.Len = n;
                    if (e.Type != null) RecordTypeAndValue(e.Type, OperandMode.TypExpr, a, null);
                }
                break;
            case SliceT s:
                IndexedElements(e.ElemList, s.Elem, -1);
                break;
            case MapT m:
                MapLit(x, e, m);
                break;
            default:
                // A key may be a field name of a struct we know nothing about.
                foreach (var elem in e.ElemList) Use(elem is KeyValueExpr kv ? kv.Value : elem);
                if (utyp == null || IsValid(utyp))
                {
                    Error(e, $"invalid composite literal{(isElem ? " element" : "")} type {typ}{(utyp == null ? " (no common underlying type)" : "")}");
                    x.Invalidate();
                    return;
                }
                break;
        }
        x.Mode = OperandMode.Value;
        x.Type = typ;
    }

    private void StructLit(Operand x, CompositeLit e, StructT s, Type bas)
    {
        if (e.ElemList.Count == 0) return;
        var fields = s.Fields;
        if (e.ElemList[0] is KeyValueExpr)
        {
            var seen = new bool[fields.Count];           // direct fields
            List<(int[] Path, Var Field)>? all = null;   // everything, once a promoted field occurs
            var direct = new List<(int[] Path, Var Field)>(e.ElemList.Count);
            foreach (var elem in e.ElemList)
            {
                if (elem is not KeyValueExpr kv)
                {
                    Error(elem, "mixture of field:value and value elements in struct literal");
                    continue;
                }
                GenericExpr(x, kv.Value);
                if (kv.Key is not Name key)
                {
                    Error(kv, $"invalid field name {kv.Key} in struct literal");
                    continue;
                }
                var (obj, index, indirect) = Lookup.FieldOrMethod(s, false, Pkg, key.Value);
                if (obj == null)
                {
                    var alt = Lookup.FieldOrMethod(s, false, Pkg, key.Value, foldCase: true).Obj;
                    Error(kv.Key, LookupError(bas, key.Value, alt, true));
                    continue;
                }
                if (obj is not Var fld)
                {
                    Error(kv.Key, $"{kv.Key} is not a field");
                    continue;
                }
                if (index!.Length > 1 && !VerifyVersion(kv.Key, 27, Sprintf($"use of promoted field {FieldPath(s, index)} in struct literal of type {bas}"))) continue;
                if (indirect)
                {
                    Error(kv.Key, $"invalid implicit pointer indirection to reach {kv.Key}");
                    continue;
                }
                RecordUse(key, fld);
                // The path of a promoted field, for those who build the value.
                if (index.Length > 1 && key.Index >= 0) Info.Selections[key.Index] = new Selection(SelectionKind.FieldVal, s, fld, fld.Type!, index, false);
                Assignment(x, fld.Type, "struct literal");

                if (index.Length > 1 && all == null) all = direct;
                if (all == null)
                {
                    if (seen[index[0]]) Error(kv, $"duplicate field name {fld.Name} in struct literal");
                    seen[index[0]] = true;
                    direct.Add((index, fld));
                }
                else if (Overlap(all, index) is { } other)
                {
                    if (other.Field == fld) Error(kv, $"duplicate field name {fld.Name} in struct literal");
                    else if (other.Path.Length < index.Length) Error(kv, $"cannot specify promoted field {fld.Name} and enclosing embedded field {other.Field.Name}");
                    else Error(kv, $"cannot specify embedded field {fld.Name} and enclosed promoted field {other.Field.Name}");
                }
                else all.Add((index, fld));
            }
            return;
        }

        for (int i = 0; i < e.ElemList.Count; i++)
        {
            if (e.ElemList[i] is KeyValueExpr kv)
            {
                Error(kv, "mixture of field:value and value elements in struct literal");
                continue;
            }
            GenericExpr(x, e.ElemList[i]);
            if (i >= fields.Count)
            {
                Error(x, $"too many values in struct literal of type {bas}");
                break;
            }
            var fld = fields[i];
            if (!fld.Exported && fld.Pkg != Pkg)
            {
                Error(x, $"implicit assignment to unexported field {fld.Name} in struct literal of type {bas}");
                continue;
            }
            Assignment(x, fld.Type, "struct literal");
        }
        if (e.ElemList.Count < fields.Count)
        {
            string tip = "";
            foreach (var fld in fields)
            {
                if (fld.Exported || fld.Pkg == Pkg) continue;
                tip = " (type has unexported fields - use key:value pairs)";
                break;
            }
            Error(e.Rbrace, $"too few values in struct literal of type {bas}{tip}");
        }
    }

    /// <summary>The field given earlier whose path equals index, contains it or is contained in it.</summary>
    private static (int[] Path, Var Field)? Overlap(List<(int[] Path, Var Field)> given, int[] index)
    {
        foreach (var g in given)
        {
            int n = System.Math.Min(g.Path.Length, index.Length);
            if (System.MemoryExtensions.SequenceEqual(System.MemoryExtensions.AsSpan(g.Path, 0, n), System.MemoryExtensions.AsSpan(index, 0, n))) return g;
        }
        return null;
    }

    private static string FieldPath(StructT s, int[] index)
    {
        var b = new System.Text.StringBuilder();
        Type t = s;
        foreach (int i in index)
        {
            var f = ((StructT)Deref(t).Type.Underlying).Fields[i];
            if (b.Length > 0) b.Append('.');
            b.Append(f.Name);
            t = f.Type!;
        }
        return b.ToString();
    }

    private void MapLit(Operand x, CompositeLit e, MapT m)
    {
        // With an interface as key type equal values of different types are different keys.
        bool keyIsInterface = IsNonTypeParamInterface(m.Key);
        var visited = new Dictionary<object, List<Type>?>(e.ElemList.Count);
        foreach (var elem in e.ElemList)
        {
            if (elem is not KeyValueExpr kv)
            {
                Error(elem, "missing key in map literal");
                continue;
            }
            GenericExpr(x, kv.Key, m.Key);
            Assignment(x, m.Key, "map literal");
            if (!x.IsValid) continue;
            if (x.IsConst && ConstOps.Key(x.Value!) is { } key)
            {
                bool duplicate = false;
                if (keyIsInterface)
                {
                    if (visited.TryGetValue(key, out var types)) foreach (var t in types!) duplicate |= Identical(t, x.Type);
                    else visited[key] = types = [];
                    types!.Add(x.Type);
                }
                else duplicate = !visited.TryAdd(key, null);
                if (duplicate)
                {
                    Error(x, $"duplicate key {ConstOps.Format(x.Value)} in map literal");
                    continue;
                }
            }
            GenericExpr(x, kv.Value, m.Elem);
            Assignment(x, m.Elem, "map literal");
        }
    }

    /// <summary>Elements of an array or slice literal; length: of the array, or -1. Returns the largest index plus one.</summary>
    private long IndexedElements(List<Expr> elems, Type typ, long length)
    {
        // Without keys the indices are distinct by themselves.
        HashSet<long>? visited = null;
        foreach (var e in elems)
        {
            if (e is not KeyValueExpr) continue;
            visited = new HashSet<long>(elems.Count);
            break;
        }
        long index = 0, max = 0;
        var x = new Operand();
        foreach (var e in elems)
        {
            bool valid = false;
            var eval = e;
            if (e is KeyValueExpr kv)
            {
                if (IsValid(Index(kv.Key, length, out long i)))
                {
                    if (i >= 0)
                    {
                        index = i;
                        valid = true;
                    }
                    else Error(e, $"index {kv.Key} must be integer constant");
                }
                eval = kv.Value;
            }
            else if (length >= 0 && index >= length) Error(e, $"index {index} is out of bounds (>= {length})");
            else valid = true;

            if (valid && visited != null && !visited.Add(index)) Error(e, $"duplicate index {index} in array or slice literal");
            index++;
            if (index > max) max = index;
            GenericExpr(x, eval, typ);
            Assignment(x, typ, "array or slice literal");
        }
        return max;
    }
}
