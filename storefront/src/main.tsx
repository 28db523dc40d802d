import "@/styles/index.css";

import { applyTheme } from "@/components/theme";
import { activate } from "@/i18n/activate";
import { visitorLocale } from "@/i18n/locale";

// The messages of the visitor's language and the application are fetched side by side.
applyTheme();
const [{ start }] = await Promise.all([import("@/app/start"), activate(visitorLocale())]);
await start();
