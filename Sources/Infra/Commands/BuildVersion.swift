/// The version `--version` prints.
public enum BuildVersion {
    /// The version of this source tree.
    public static let current = "0.1.0"
}
