// Entry points of the halves of the checker that are not written yet. Whoever writes one deletes its stub.
using System;
using System.Collections.Generic;
using GoClr.Syntax;

namespace GoClr.Types;

internal sealed partial class Checker
{
    private static NotImplementedException Todo([System.Runtime.CompilerServices.CallerMemberName] string what = "") => new("goclr: unsupported: Checker." + what);

    // Expressions and statements.
    internal static string OperandString(Checker? check, Operand x) => throw Todo();
    internal void RawExpr(Target? T, Operand x, Expr e, Type? hint, bool allowGeneric) => throw Todo();
    internal void Expr(Target? T, Operand x, Expr e) => throw Todo();
    internal void GenericExpr(Operand x, Expr e) => throw Todo();
    internal List<Operand> MultiExpr(Expr e, bool allowCommaOk, out bool commaOk) => throw Todo();
    internal void ExprWithHint(Operand x, Expr e, Type hint) => throw Todo();
    internal void ExprOrType(Operand x, Expr e, bool allowGeneric) => throw Todo();
    internal void Selector(Operand x, SelectorExpr e, bool wantType) => throw Todo();
    internal bool Use(params Expr?[] args) => throw Todo();
    internal void Assignment(Operand x, Type? T, string context) => throw Todo();
    internal void InitConst(Const lhs, Operand x) => throw Todo();
    internal void InitVar(Var lhs, Operand x, string context) => throw Todo();
    internal void InitVars(List<Var> lhs, List<Expr> rhs, Stmt? returnStmt) => throw Todo();
    internal void FuncBody(DeclInfo? decl, string name, SignatureT sig, BlockStmt body, ConstValue? iota) => throw Todo();
    /// <summary>val as an array length: an integer constant of type int, at least 0; null if it is none.</summary>
    internal long? ArrayLengthValue(Operand x) => throw Todo();
    /// <summary>Text of a string literal; null if malformed.</summary>
    internal static string? UnquoteString(string literal) => throw Todo();

    internal Type Instantiate(Pos pos, Type orig, List<Type> targs) => Instantiation.Instance(this, pos, orig, targs);
    internal Type Subst(Type t, SubstMap m) => Instantiation.Subst(this, t, m);
    internal bool IsImportedConstraint(Type t) => TypeOps.AsNamed(t) is { } n && n.Obj.Pkg != Pkg && n.Obj.Pkg != null && n.Underlying is InterfaceT u && !u.TypeSet.IsMethodSet;
}
