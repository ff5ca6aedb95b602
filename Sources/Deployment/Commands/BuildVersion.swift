/// The version `--version` prints.
package enum BuildVersion {
    /// The version of this source tree.
    package static let current = "0.1.0"
}
