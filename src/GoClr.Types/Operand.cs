// An intermediate result of checking an expression: its mode, type, constant value and syntax.
using GoClr.Syntax;

namespace GoClr.Types;

internal sealed class Operand
{
    internal OperandMode Mode;
    internal Type? Type;
    internal ConstValue? Value;
    internal Expr? Expr;
    internal BuiltinId Id;

    internal bool IsValid => Mode != OperandMode.Invalid;
}
