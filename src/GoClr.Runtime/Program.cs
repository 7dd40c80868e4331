// The executable: dotnet GoClr.Runtime.dll <options> image.dll … -- program arguments
namespace GoClr.Runtime;

internal static class Program
{
    private static int Main() => 0;
}
