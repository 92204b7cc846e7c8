import { z } from 'zod'

// By default zod tries to compile schemas with `new Function`, which the content security policy refuses and reports.
// Must be imported before the first schema is made.
z.config({ jitless: true })
