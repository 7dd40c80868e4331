// Struct types.
using System.Collections.Generic;
using GoClr.Syntax;

namespace GoClr.Types;

public sealed partial class Checker
{
    private StructT StructTyp(StructType e)
    {
        var styp = new StructT([], null);
        if (e.FieldList.Count == 0) return styp;
        var fields = new List<Var>(e.FieldList.Count);
        List<string>? tags = null;
        Dictionary<string, Var>? seen = null;
        Type typ = Universe.Invalid;
        string tag = "";

        void Add(Name id, bool embedded)
        {
            var fld = new Var(id.Pos, Pkg, id.Value, typ, VarKind.Field) { Embedded = embedded };
            if (id.Value != "_" && !(seen ??= []).TryAdd(id.Value, fld))
            {
                NewError().Add(id.Pos, $"{id.Value} redeclared").AddAltDecl(seen[id.Value]).Report();
                return;
            }
            if (tag.Length > 0 && tags == null)
            {
                tags = [];
                for (int i = 0; i < fields.Count; i++) tags.Add("");
            }
            tags?.Add(tag);
            fields.Add(fld);
            RecordDef(id, fld);
        }

        Expr? prev = null;
        for (int i = 0; i < e.FieldList.Count; i++)
        {
            var f = e.FieldList[i];
            if (i == 0 || f.Type != prev)
            {
                typ = VarType(f.Type);
                prev = f.Type;
            }
            tag = i < e.TagList.Count ? Tag(e.TagList[i]) : "";
            if (f.Name != null && !f.Embedded) { Add(f.Name, false); continue; }

            var pos = Extent.StartPos(f.Type);
            var name = EmbeddedFieldIdent(f.Type);
            if (name == null)
            {
                Error(pos, $"invalid embedded field type {f.Type}");
                typ = Universe.Invalid;
                tag = "";
                prev = null;
                Add(new Name { Pos = pos, Value = "_", Index = -1 }, true);
                continue;
            }
            Add(name, true);
            var embedded = typ;
            Later(() =>
            {
                var (t, isPtr) = TypeOps.Deref(embedded);
                switch (t.Underlying)
                {
                    case Basic { Kind: BasicKind.UnsafePointer }: Error(pos, "embedded field type cannot be unsafe.Pointer"); break;
                    case PointerT: Error(pos, "embedded field type cannot be a pointer"); break;
                    case InterfaceT:
                        if (TypeOps.IsTypeParam(t)) Error(pos, "embedded field type cannot be a (pointer to a) type parameter");
                        else if (isPtr) Error(pos, "embedded field type cannot be a pointer to an interface");
                        break;
                }
            });
        }
        styp.Fields = fields;
        styp.Tags = tags;
        return styp;
    }

    private static Name? EmbeddedFieldIdent(Expr e)
    {
        switch (e)
        {
            case Name n: return n;
            case Operation { Op: Operator.Mul, Y: null } op:
                // *T is allowed, **T is not
                return op.X is Operation { Op: Operator.Mul, Y: null } ? null : EmbeddedFieldIdent(op.X);
            case SelectorExpr s: return s.Sel;
            case IndexExpr x: return EmbeddedFieldIdent(x.X);
            case ParenExpr p: return EmbeddedFieldIdent(p.X);
            default: return null;
        }
    }

    private string Tag(BasicLit? t)
    {
        if (t == null || t.Bad) return "";
        if (t.Kind == LitKind.String && UnquoteString(t.Value) is { } s) return s;
        Error(t, $"invalid syntax tree: incorrect tag syntax: {Quoting.String(t.Value)}");
        return "";
    }
}
