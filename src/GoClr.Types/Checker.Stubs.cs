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

    // Declarations and types.
    private void CheckFiles() => throw Todo();
    internal void Ident(Operand x, Name e, bool wantType) => throw Todo();
    internal void ObjDecl(Obj obj) => throw Todo();
    internal Type Typ(Expr e) => throw Todo();
    internal Type VarType(Expr e) => throw Todo();
    internal Type DeclaredType(Expr e, TypeName? def) => throw Todo();
    internal Type GenericType(Expr e, Cause? cause) => throw Todo();
    internal List<Type>? TypeList(List<Expr> list) => throw Todo();
    internal void FuncType(SignatureT sig, Field? recv, List<Field> tparams, FuncType ftyp) => throw Todo();
    internal void DeclStmt(List<Decl> list) => throw Todo();
    internal void Declare(Scope scope, Name? id, Obj obj, Pos scopePos) => throw Todo();
    internal (int Index, string Cause)? Verify(Pos pos, List<TypeParam> tparams, List<Type> targs) => throw Todo();
    internal List<Type>? Infer(Pos pos, List<TypeParam> tparams, List<Type?> targs, TupleT parameters, List<Operand> args, bool reverse, ErrorBuilder err) => throw Todo();
    internal List<TypeParam> RenameTParams(Pos pos, List<TypeParam> tparams, ref Type typ) => throw Todo();
    internal string LookupError(Type typ, string sel, Obj? obj, bool structLit) => throw Todo();
    internal (Func? Method, bool WrongType) MissingMethod(Type V, Type T, bool isStatic, Func<Type?, Type?, bool> equivalent, Cause? cause) => throw Todo();
    internal bool Implements(Type V, Type T, bool constraint, Cause? cause) => throw Todo();
    internal bool NewAssertableTo(Type V, Type T, Cause? cause) => throw Todo();
    internal Type Instantiate(Pos pos, Type orig, List<Type> targs) => Instantiation.Instance(this, pos, orig, targs);
    internal Type Subst(Type t, SubstMap m) => Instantiation.Subst(this, t, m);
    internal bool IsImportedConstraint(Type t) => TypeOps.AsNamed(t) is { } n && n.Obj.Pkg != Pkg && n.Obj.Pkg != null && n.Underlying is InterfaceT u && !u.TypeSet.IsMethodSet;
    internal void RecordCanon(TypeParam mpar, TypeParam tpar) => throw Todo();
}
