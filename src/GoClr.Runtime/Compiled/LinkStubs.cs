// What the linker puts in the place of a function that does not exist, when asked to link all the same.
using System.Text;

namespace GoClr.Runtime;

public static unsafe class LinkStubs
{
    public static void Undefined(G* g, byte* name, int length) => Fatal.Throw("goclr: unsupported: function " + Encoding.UTF8.GetString(name, length));
}
