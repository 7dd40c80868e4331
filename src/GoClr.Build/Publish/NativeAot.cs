namespace GoClr.Build.Publish;

internal static class NativeAot
{
    public static void Write(Driver.Toolchain tools, string image, string path) => throw new Driver.BuildException("goclr: unsupported: -buildmode=native");
}
