// The syntax tree: one sealed class per production, unchanged after parsing. Names follow cmd/compile/internal/syntax,
// so a reader of gc finds each node; positions follow it too (an Operation stands at its operator, a call at its '(' …:
// Node.Pos is what gc's node.Pos() is, StartPos/EndPos compute the extent).
//
// What the checker learns lies beside the tree, in arrays indexed by Node.Index (dense over one package, from 0).
using System;
using System.Collections.Generic;

namespace GoClr.Syntax;

public abstract class Node
{
    public Pos Pos;
    /// <summary>Dense over all nodes of one package; given by the parser from the package's NodeNumbering.</summary>
    public int Index;
}

/// <summary>Hands out node indices for one package (all its files).</summary>
public sealed class NodeNumbering
{
    public int Count;
    internal readonly NameTable Names = new();
}

/// <summary>package PkgName; DeclList[0], DeclList[1], …</summary>
public sealed class File : Node
{
    public SourceFile Source = null!;
    public Name PkgName = null!;
    public List<Decl> DeclList = [];
    public Pos EOF;
    /// <summary>The file's language version from its //go:build line ("go1.21"), or null.</summary>
    public string? GoVersion;
    /// <summary>All //go: directives that stand outside declarations' doc, and //go:linkname, //go:embed wherever they stand, in source order.</summary>
    public List<Pragma> Pragmas = [];
    /// <summary>Where the declarations behind the imports lie in the text, in source order.</summary>
    public List<DeclPart> Parts = [];
    /// <summary>The first doc comment of the package clause as raw text, or null (used for //go:debug and //go:build lines by callers).</summary>
    public string? Doc;
}

/// <summary>
/// The text of a declaration, with the comments before it: bytes from Start, which is at (Line, Col), to End. Body: where it may be cut
/// off if only types matter: before a function's "{", behind the type of variables; else -1.
/// The declarations it makes are DeclList[First..First+Count]. Specs: the parts of a parenthesised group, each without the keyword.
/// </summary>
public sealed record DeclPart(Token Keyword, int Start, uint Line, uint Col, int End, int Body, int First, int Count, List<DeclPart>? Specs);

/// <summary>A directive comment such as "//go:noinline" or "//go:linkname local remote". Text excludes the leading "//".</summary>
public sealed record Pragma(Pos Pos, string Text)
{
    /// <summary>First word: "go:noinline".</summary>
    public string Verb => Text.IndexOf(' ') is var i and > 0 ? Text[..i] : Text;
    public string[] Args => Text.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries) is var w && w.Length > 1 ? w[1..] : [];
}

// ---------------------------------------------------------------- declarations

public abstract class Decl : Node
{
    /// <summary>Directives directly before the declaration (its doc comment); for a grouped declaration those before the spec and the group.</summary>
    public List<Pragma>? Pragmas;
    /// <summary>null: not in a parenthesised group. All specs of one group share it.</summary>
    public Group? Group;
}

public sealed class Group { }

/// <summary>LocalPkgName Path</summary>
public sealed class ImportDecl : Decl { public Name? LocalPkgName; public BasicLit? Path; }

/// <summary>NameList Type = Values. Type and Values null: repeats the previous spec of the group; iota = index of the spec in the group.</summary>
public sealed class ConstDecl : Decl { public List<Name> NameList = []; public Expr? Type; public Expr? Values; }

/// <summary>Name[TParamList] (= if Alias) Type</summary>
public sealed class TypeDecl : Decl { public Name Name = null!; public List<Field> TParamList = []; public bool Alias; public Expr Type = null!; }

/// <summary>NameList Type = Values</summary>
public sealed class VarDecl : Decl { public List<Name> NameList = []; public Expr? Type; public Expr? Values; }

/// <summary>func (Recv) Name[TParamList] Type Body. Generic methods (1.27): TParamList may be set together with Recv.</summary>
public sealed class FuncDecl : Decl
{
    public Field? Recv;
    public Name Name = null!;
    public List<Field> TParamList = [];
    public FuncType Type = null!;
    public BlockStmt? Body;
}

// ---------------------------------------------------------------- expressions

public abstract class Expr : Node { }

/// <summary>Placeholder for an expression that failed to parse.</summary>
public sealed class BadExpr : Expr { }

public sealed class Name : Expr { public string Value = ""; public override string ToString() => Value; }

public enum LitKind : byte { Int, Float, Imag, Rune, String }

/// <summary>Value is the source text of the literal (quotes included). Bad: a syntax error was reported for it.</summary>
public sealed class BasicLit : Expr { public string Value = ""; public LitKind Kind; public bool Bad; }

/// <summary>Type { ElemList }. Type null: elided in an outer literal. NKeys: number of KeyValueExpr elements.</summary>
public sealed class CompositeLit : Expr { public Expr? Type; public List<Expr> ElemList = []; public int NKeys; public Pos Rbrace; }

public sealed class KeyValueExpr : Expr { public Expr Key = null!, Value = null!; }

public sealed class FuncLit : Expr { public FuncType Type = null!; public BlockStmt Body = null!; }

public sealed class ParenExpr : Expr { public Expr X = null!; }

public sealed class SelectorExpr : Expr { public Expr X = null!; public Name Sel = null!; }

/// <summary>X[Index]; for several indices (instantiation) IndexArg is a ListExpr.</summary>
public sealed class IndexExpr : Expr { public Expr X = null!; public Expr IndexArg = null!; }

/// <summary>X[I0:I1:I2]; null: absent.</summary>
public sealed class SliceExpr : Expr { public Expr X = null!; public Expr?[] Indices = new Expr?[3]; public bool Full; }

/// <summary>X.(Type)</summary>
public sealed class AssertExpr : Expr { public Expr X = null!; public Expr Type = null!; }

/// <summary>Lhs := X.(type); Lhs may be null</summary>
public sealed class TypeSwitchGuard : Expr { public Name? Lhs; public Expr X = null!; }

public enum Operator : byte
{
    None,
    Not,                                                    // !   (unary)
    Recv,                                                   // <-  (unary)
    Tilde,                                                  // ~   (unary)
    OrOr, AndAnd,
    Eql, Neq, Lss, Leq, Gtr, Geq,
    Add, Sub, Or, Xor,
    Mul, Div, Rem, And, AndNot, Shl, Shr,
}

/// <summary>Unary (Y null) or binary operation. Unary And is address-of, unary Mul is dereference or pointer type, unary Recv is receive.</summary>
public sealed class Operation : Expr { public Operator Op; public Expr X = null!; public Expr? Y; }

/// <summary>Fun(ArgList[0], …); HasDots: the last argument is followed by ...</summary>
public sealed class CallExpr : Expr { public Expr Fun = null!; public List<Expr> ArgList = []; public bool HasDots; }

/// <summary>ElemList[0], ElemList[1], …</summary>
public sealed class ListExpr : Expr { public List<Expr> ElemList = []; }

/// <summary>[Len]Elem; Len null: [...]Elem</summary>
public sealed class ArrayType : Expr { public Expr? Len; public Expr Elem = null!; }

public sealed class SliceType : Expr { public Expr Elem = null!; }

/// <summary>...Elem</summary>
public sealed class DotsType : Expr { public Expr Elem = null!; }

/// <summary>struct { FieldList[i] TagList[i] }; TagList may be shorter.</summary>
public sealed class StructType : Expr { public List<Field> FieldList = []; public List<BasicLit?> TagList = []; }

/// <summary>Name Type; Name null: anonymous parameter, embedded field or embedded interface element. Fields declared together share Type.</summary>
public sealed class Field : Node { public Name? Name; public Expr Type = null!; public bool Embedded; }

/// <summary>interface { MethodList }; embedded elements and unions are Fields without a name.</summary>
public sealed class InterfaceType : Expr { public List<Field> MethodList = []; }

public sealed class FuncType : Expr { public List<Field> ParamList = []; public List<Field> ResultList = []; }

public sealed class MapType : Expr { public Expr Key = null!, Value = null!; }

public enum ChanDir : byte { Both, SendOnly, RecvOnly }

public sealed class ChanType : Expr { public ChanDir Dir; public Expr Elem = null!; }

// ---------------------------------------------------------------- statements

public abstract class Stmt : Node { }
public abstract class SimpleStmt : Stmt { }

public sealed class EmptyStmt : SimpleStmt { }
public sealed class LabeledStmt : Stmt { public Name Label = null!; public Stmt Stmt = null!; }
public sealed class BlockStmt : Stmt { public List<Stmt> List = []; public Pos Rbrace; }
public sealed class ExprStmt : SimpleStmt { public Expr X = null!; }
public sealed class SendStmt : SimpleStmt { public Expr Chan = null!, Value = null!; }
public sealed class DeclStmt : Stmt { public List<Decl> DeclList = []; }

/// <summary>Lhs Op= Rhs. Op None: = (or := if Def). Rhs null: Lhs++ (Op Add) or Lhs-- (Op Sub).</summary>
public sealed class AssignStmt : SimpleStmt { public Operator Op; public bool Def; public Expr Lhs = null!; public Expr? Rhs; }

public enum BranchKind : byte { Break, Continue, Fallthrough, Goto }

public sealed class BranchStmt : Stmt
{
    public BranchKind Tok;
    public Name? Label;
    /// <summary>Set after parsing a body (or by the checker): the statement that an unlabelled or labelled break or continue leaves
    /// (SwitchStmt, SelectStmt, ForStmt, or the LabeledStmt for goto and labelled break of a block).</summary>
    public Stmt? Target;
}

/// <summary>go Call or defer Call. Call is a CallExpr unless an error was reported.</summary>
public sealed class CallStmt : Stmt { public bool IsDefer; public Expr Call = null!; }

/// <summary>return Results; null: none; several: ListExpr</summary>
public sealed class ReturnStmt : Stmt { public Expr? Results; }

public sealed class IfStmt : Stmt { public SimpleStmt? Init; public Expr Cond = null!; public BlockStmt Then = null!; public Stmt? Else; }

/// <summary>for Init; Cond; Post { Body }, or Init is a RangeClause.</summary>
public sealed class ForStmt : Stmt { public SimpleStmt? Init; public Expr? Cond; public SimpleStmt? Post; public BlockStmt Body = null!; }

/// <summary>Lhs = (or := if Def) range X; Lhs null: no variables</summary>
public sealed class RangeClause : SimpleStmt { public Expr? Lhs; public bool Def; public Expr X = null!; }

/// <summary>switch Init; Tag { Body }; a type switch if Tag is a TypeSwitchGuard.</summary>
public sealed class SwitchStmt : Stmt { public SimpleStmt? Init; public Expr? Tag; public List<CaseClause> Body = []; public Pos Rbrace; }

public sealed class SelectStmt : Stmt { public List<CommClause> Body = []; public Pos Rbrace; }

/// <summary>case Cases: Body; Cases null: default; several: ListExpr</summary>
public sealed class CaseClause : Node { public Expr? Cases; public List<Stmt> Body = []; public Pos Colon; }

/// <summary>case Comm: Body; Comm is a SendStmt, ExprStmt (receive) or AssignStmt; null: default</summary>
public sealed class CommClause : Node { public SimpleStmt? Comm; public List<Stmt> Body = []; public Pos Colon; }
