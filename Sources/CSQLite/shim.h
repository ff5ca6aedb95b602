#include <sqlite3.h>

// sqlite3_db_config is variadic, which Swift cannot call. Without this, SQLite reads a quoted name that is no column as a text
// (SQLite documentation, "Quirks, Caveats, and Gotchas In SQLite", "Double-quoted String Literals Are Accepted").
static inline int weir_disable_quoted_strings(sqlite3 *connection) {
    int code = sqlite3_db_config(connection, SQLITE_DBCONFIG_DQS_DDL, 0, (int *)0);
    return code == SQLITE_OK ? sqlite3_db_config(connection, SQLITE_DBCONFIG_DQS_DML, 0, (int *)0) : code;
}

// sqlite3_config is variadic, too. Statistics of memory cost a lock of the whole process in each allocation and release, which a
// thread of a long query may hold while short ones wait (SQLite documentation, "Configuration Options: SQLITE_CONFIG_MEMSTATUS").
// Returns SQLITE_MISUSE, without an effect, once SQLite is in use.
static inline int weir_disable_memory_statistics(void) { return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }
