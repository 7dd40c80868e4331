// Entry points of expression lowering.
using System;
using System.Collections.Generic;
using GoClr.Abi;
using GoClr.Compiler.IR;
using GoClr.Syntax;
using GoClr.Types;
using Type = GoClr.Types.Type;

namespace GoClr.Compiler.Lower;

public sealed partial class FuncLowerer
{
    // What control flow uses (all lines of these are stable):
    //
    //   GoVal Expr(Expr e)                          a single value; lazily read, see GoVal
    //   GoVal ExprAs(Expr e, Type to)               … converted as by assignment to a variable of type to
    //   GoVal[] MultiExpr(Expr e)                   all values of a multi-valued call or comma-ok form (fixed)
    //   void ExprTo(Expr e, Addr dst, Type to)      value stored into fresh or unrelated memory
    //   Addr AddrOf(Expr e)                         address of an addressable operand (nil- and bounds-checked)
    //   int Cond(Expr e)                            I32 0/1
    //   void CondBranch(Expr e, Block t, Block f)   short-circuit branches
    //   GoVal Convert(GoVal v, Type from, Type to)  explicit or implicit conversion
    //   int Compare(Operator op, GoVal x, GoVal y, Type t)   comparison of two values of one type, I32 0/1
    //   void AssignTo(Expr lhs, GoVal v)            v has lhs's type; blank allowed
    //   void Hoist(params Expr?[] es)               makes the calls in es now, in order; do it before lowering several operands of one statement
}
