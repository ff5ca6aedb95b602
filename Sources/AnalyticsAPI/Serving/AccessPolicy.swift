/// Who may do what when nobody says who they are.
public enum AccessPolicy: String, Sendable, CaseIterable {
    /// Everyone may read and query, nobody may write.
    case read
    /// Everyone may do everything.
    case all
}
