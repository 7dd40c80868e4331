// All nodes under a node, in source order. The stack is explicit: trees may be deeper than a thread's stack.
// A type shared by several names (a, b T) is visited once.
using System;
using System.Collections.Generic;

namespace GoClr.Syntax;

public static class Walker
{
    /// <summary>Calls visit for root and everything below it, parents first; where visit returns false, the children are left out.</summary>
    public static void Inspect(Node root, Func<Node, bool> visit)
    {
        var stack = new List<Node> { root };
        while (stack.Count > 0)
        {
            var n = stack[^1];
            stack.RemoveAt(stack.Count - 1);
            if (!visit(n)) continue;
            int start = stack.Count;
            AddChildren(n, stack);
            stack.Reverse(start, stack.Count - start);
        }
    }

    /// <summary>Appends the direct children of n in source order.</summary>
    public static void AddChildren(Node n, List<Node> list)
    {
        switch (n)
        {
            case File x: Add(x.PkgName); AddAll(x.DeclList); break;
            case ImportDecl x: Add(x.LocalPkgName); Add(x.Path); break;
            case ConstDecl x: AddAll(x.NameList); Add(x.Type); Add(x.Values); break;
            case TypeDecl x: Add(x.Name); AddFields(x.TParamList); Add(x.Type); break;
            case VarDecl x: AddAll(x.NameList); Add(x.Type); Add(x.Values); break;
            case FuncDecl x: Add(x.Recv); Add(x.Name); AddFields(x.TParamList); Add(x.Type); Add(x.Body); break;

            case CompositeLit x: Add(x.Type); AddAll(x.ElemList); break;
            case KeyValueExpr x: Add(x.Key); Add(x.Value); break;
            case FuncLit x: Add(x.Type); Add(x.Body); break;
            case ParenExpr x: Add(x.X); break;
            case SelectorExpr x: Add(x.X); Add(x.Sel); break;
            case IndexExpr x: Add(x.X); Add(x.IndexArg); break;
            case SliceExpr x: Add(x.X); Add(x.Indices[0]); Add(x.Indices[1]); Add(x.Indices[2]); break;
            case AssertExpr x: Add(x.X); Add(x.Type); break;
            case TypeSwitchGuard x: Add(x.Lhs); Add(x.X); break;
            case Operation x: Add(x.X); Add(x.Y); break;
            case CallExpr x: Add(x.Fun); AddAll(x.ArgList); break;
            case ListExpr x: AddAll(x.ElemList); break;
            case ArrayType x: Add(x.Len); Add(x.Elem); break;
            case SliceType x: Add(x.Elem); break;
            case DotsType x: Add(x.Elem); break;
            case StructType x:
                for (int i = 0; i < x.FieldList.Count; i++)
                {
                    AddField(x.FieldList, i);
                    if (i < x.TagList.Count) Add(x.TagList[i]);
                }
                break;
            case Field x: Add(x.Name); Add(x.Type); break;
            case InterfaceType x: AddAll(x.MethodList); break;
            case FuncType x: AddFields(x.ParamList); AddFields(x.ResultList); break;
            case MapType x: Add(x.Key); Add(x.Value); break;
            case ChanType x: Add(x.Elem); break;

            case LabeledStmt x: Add(x.Label); Add(x.Stmt); break;
            case BlockStmt x: AddAll(x.List); break;
            case ExprStmt x: Add(x.X); break;
            case SendStmt x: Add(x.Chan); Add(x.Value); break;
            case DeclStmt x: AddAll(x.DeclList); break;
            case AssignStmt x: Add(x.Lhs); Add(x.Rhs); break;
            case BranchStmt x: Add(x.Label); break;
            case CallStmt x: Add(x.Call); break;
            case ReturnStmt x: Add(x.Results); break;
            case IfStmt x: Add(x.Init); Add(x.Cond); Add(x.Then); Add(x.Else); break;
            case ForStmt x: Add(x.Init); Add(x.Cond); Add(x.Post); Add(x.Body); break;
            case RangeClause x: Add(x.Lhs); Add(x.X); break;
            case SwitchStmt x: Add(x.Init); Add(x.Tag); AddAll(x.Body); break;
            case SelectStmt x: AddAll(x.Body); break;
            case CaseClause x: Add(x.Cases); AddAll(x.Body); break;
            case CommClause x: Add(x.Comm); AddAll(x.Body); break;

            case BadExpr or Name or BasicLit or EmptyStmt: break;
            default: throw new InvalidOperationException("node of kind " + n.GetType().Name);
        }

        void Add(Node? child)
        {
            if (child != null) list.Add(child);
        }

        void AddAll<T>(List<T> children) where T : Node
        {
            foreach (var c in children) list.Add(c);
        }

        // A field is a node, its shared type is not visited again: then the name stands for the field.
        void AddField(List<Field> fields, int i)
        {
            if (i > 0 && fields[i].Type == fields[i - 1].Type && fields[i].Name is { } name) list.Add(name);
            else list.Add(fields[i]);
        }

        void AddFields(List<Field> fields)
        {
            for (int i = 0; i < fields.Count; i++) AddField(fields, i);
        }
    }
}
