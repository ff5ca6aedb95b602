/// The version for `--version`.
package enum BuildVersion {
    /// The version of this source tree.
    package static let current = "0.1.0"
}
