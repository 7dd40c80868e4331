// Where a node begins and ends. Node.Pos is the token that stands for the node, often in its middle.
using System.Collections.Generic;

namespace GoClr.Syntax;

public static class Positions
{
    /// <summary>The first position of n in the source.</summary>
    public static Pos StartPos(this Node n)
    {
        while (true)
        {
            Node? first = n switch
            {
                CompositeLit x => x.Type,
                KeyValueExpr x => x.Key,
                SelectorExpr x => x.X,
                IndexExpr x => x.X,
                AssertExpr x => x.X,
                TypeSwitchGuard x => x.Lhs ?? x.X,
                Operation { Y: not null } x => x.X,
                CallExpr x => x.Fun,
                ListExpr { ElemList: [var e, ..] } => e,
                SendStmt x => x.Chan,
                AssignStmt x => x.Lhs,
                RangeClause x => x.Lhs ?? x.X,
                _ => null,
            };
            if (first == null) return n is File ? new Pos(n.Pos.File, 1, 1) : n.Pos;
            n = first;
        }
    }

    /// <summary>
    /// About the end of n: behind names and literals, at the closing brace of blocks and clauses, at the end of the last part of
    /// others (so a closing parenthesis is not covered). Good for scopes, not for cutting out text.
    /// </summary>
    public static Pos EndPos(this Node n)
    {
        while (true)
        {
            Node? last = null;
            switch (n)
            {
                case File x: return x.EOF;
                case ImportDecl x: last = x.Path; break;
                case ConstDecl x: last = x.Values ?? x.Type ?? Last(x.NameList); break;
                case VarDecl x: last = x.Values ?? x.Type ?? Last(x.NameList); break;
                case TypeDecl x: last = x.Type; break;
                case FuncDecl x: last = (Node?)x.Body ?? x.Type; break;

                case Name x: return new Pos(x.Pos.File, x.Pos.Line, x.Pos.Col + (uint)System.Text.Encoding.UTF8.GetByteCount(x.Value));
                case BasicLit x: return new Pos(x.Pos.File, x.Pos.Line, x.Pos.Col + (uint)System.Text.Encoding.UTF8.GetByteCount(x.Value));
                case CompositeLit x: return x.Rbrace;
                case KeyValueExpr x: last = x.Value; break;
                case FuncLit x: last = x.Body; break;
                case ParenExpr x: last = x.X; break;
                case SelectorExpr x: last = x.Sel; break;
                case IndexExpr x: last = x.IndexArg; break;
                case SliceExpr x: last = x.Indices[2] ?? x.Indices[1] ?? x.Indices[0] ?? x.X; break;
                case AssertExpr x: last = x.Type; break;
                case TypeSwitchGuard x: last = x.X; break;
                case Operation x: last = x.Y ?? x.X; break;
                case CallExpr x: last = Last(x.ArgList) ?? x.Fun; break;
                case ListExpr x: last = Last(x.ElemList); break;

                case ArrayType x: last = x.Elem; break;
                case SliceType x: last = x.Elem; break;
                case DotsType x: last = x.Elem; break;
                case StructType x: last = Last(x.FieldList); break;
                case Field x: last = x.Type ?? x.Name; break;
                case InterfaceType x: last = Last(x.MethodList); break;
                case FuncType x: last = Last(x.ResultList) ?? Last(x.ParamList); break;
                case MapType x: last = x.Value; break;
                case ChanType x: last = x.Elem; break;

                case LabeledStmt x: last = x.Stmt; break;
                case BlockStmt x: return x.Rbrace;
                case ExprStmt x: last = x.X; break;
                case SendStmt x: last = x.Value; break;
                case DeclStmt x: last = Last(x.DeclList); break;
                case AssignStmt { Rhs: null } x:
                    var end = x.Lhs.EndPos();
                    return new Pos(end.File, end.Line, end.Col + 2);
                case AssignStmt x: last = x.Rhs; break;
                case BranchStmt x: last = x.Label; break;
                case CallStmt x: last = x.Call; break;
                case ReturnStmt x: last = x.Results; break;
                case IfStmt x: last = x.Else ?? x.Then; break;
                case ForStmt x: last = x.Body; break;
                case SwitchStmt x: return x.Rbrace;
                case SelectStmt x: return x.Rbrace;
                case RangeClause x: last = x.X; break;
                case CaseClause x:
                    last = Last(x.Body);
                    if (last == null) return x.Colon;
                    break;
                case CommClause x:
                    last = Last(x.Body);
                    if (last == null) return x.Colon;
                    break;
            }
            if (last == null) return n.Pos;
            n = last;
        }
    }

    private static T? Last<T>(List<T> list) where T : class => list.Count > 0 ? list[^1] : null;
}
